package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that failed before its caller could see anything of an answer.
 *
 * @param target where it went
 * @param plan what was asked; {@link Plan#NONE} where that was no conversation
 * @param failure why it failed
 */
public record FailedAttempt(Target target, Plan plan, BedrockException failure) {

  /** A request that is no conversation failed. */
  public FailedAttempt(Target target, BedrockException failure) {
    this(target, Plan.NONE, failure);
  }

  /**
   * Of the reasons why nothing is left to try, the one that is worth another call: the last one.
   *
   * @param failed at least one attempt
   */
  public static BedrockException mostPassing(List<FailedAttempt> failed) {
    BedrockException reason = failed.get(failed.size() - 1).failure();
    for (int i = failed.size() - 1; i >= 0 && !reason.isRetryable(); i--) {
      if (failed.get(i).failure().isRetryable()) {
        reason = failed.get(i).failure();
      }
    }
    return reason;
  }

  /** How many attempts were made at a place. */
  static int countAt(Target place, List<FailedAttempt> failed) {
    return (int) failed.stream().filter(one -> one.target().equals(place)).count();
  }

  /** The last attempt at a place; null if there was none. */
  static @Nullable FailedAttempt lastAt(Target place, List<FailedAttempt> failed) {
    for (int i = failed.size() - 1; i >= 0; i--) {
      if (failed.get(i).target().equals(place)) {
        return failed.get(i);
      }
    }
    return null;
  }
}
