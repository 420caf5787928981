package io.aiportal.ollama.attempt;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.plan.Plan;
import org.jspecify.annotations.Nullable;

/** Plans a call anew that Bedrock refused in words that somebody understands. */
public interface PlanRepair {

  /** Repairs nothing. */
  PlanRepair NOOP = (call, failed) -> null;

  /**
   * A plan without what Bedrock refused.
   *
   * @param call what the caller wants
   * @param failed what was asked, and what Bedrock answered
   * @return null if these words are not understood, or cannot be obeyed without losing content
   */
  @Nullable Plan repair(ChatCall call, FailedAttempt failed);

  /** Bedrock answers a plan that may be one of this repair's, so what it changed was right. */
  default void onAccepted(Target target, Plan plan) {}
}
