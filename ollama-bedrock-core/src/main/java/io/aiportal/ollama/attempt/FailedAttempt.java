package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that failed before Bedrock's first event.
 *
 * @param target where it went
 * @param plan what was asked
 * @param failure why it failed
 */
public record FailedAttempt(Target target, Plan plan, BedrockException failure) {

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
