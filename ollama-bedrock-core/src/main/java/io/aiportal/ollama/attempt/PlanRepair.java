package io.aiportal.ollama.attempt;

import io.aiportal.ollama.plan.Plan;
import org.jspecify.annotations.Nullable;

/** Plans a call anew that Bedrock refused in words that somebody understands. */
public interface PlanRepair {

  /** Repairs nothing. */
  PlanRepair NOOP = failed -> null;

  /**
   * A plan without what Bedrock refused.
   *
   * @param failed what was asked, and what Bedrock answered
   * @return null if these words are not understood, or cannot be obeyed without losing content
   */
  @Nullable Plan repair(FailedAttempt failed);
}
