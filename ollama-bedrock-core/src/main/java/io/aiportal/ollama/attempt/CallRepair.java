package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.ChatCall;
import org.jspecify.annotations.Nullable;

/** Says less where Bedrock refuses something that a call can do without. */
@FunctionalInterface
public interface CallRepair {

  /** Leaves every call as it is. */
  CallRepair NOOP = (call, refusal) -> null;

  /**
   * The call without what Bedrock refused; whatever is tried from then on is planned from it.
   *
   * @param call what was asked
   * @param refusal what Bedrock answered, before anything of an answer came
   * @return null if these words are not understood, or there is nothing to leave out
   */
  @Nullable ChatCall repair(ChatCall call, BedrockException refusal);

  /** Bedrock answers what the call has become, so what was left out was to blame. */
  default void onAccepted() {}

  /** This repair, or else another one. */
  default CallRepair or(CallRepair other) {
    CallRepair first = this;
    return new CallRepair() {
      @Override
      public @Nullable ChatCall repair(ChatCall call, BedrockException refusal) {
        ChatCall repaired = first.repair(call, refusal);
        return repaired == null ? other.repair(call, refusal) : repaired;
      }

      @Override
      public void onAccepted() {
        first.onAccepted();
        other.onAccepted();
      }
    };
  }
}
