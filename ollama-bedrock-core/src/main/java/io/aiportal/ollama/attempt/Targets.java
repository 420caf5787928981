package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses where each attempt of one call goes. */
public interface Targets {

  /**
   * Where the next attempt goes. A place that failed before may be chosen again: whether and when
   * it is tried again is for the {@link RetryPolicy} to say.
   *
   * @param failed the attempts so far, in their order; empty for the first one
   * @return null if there is nowhere left to go
   */
  @Nullable Target next(List<FailedAttempt> failed);

  /**
   * How long to wait before the next attempt.
   *
   * @param next where it goes, as {@link #next} said
   * @param failed the attempts so far
   * @param attempts tells how long a place is left alone
   * @return null if there is to be none
   */
  default @Nullable Duration delayBefore(
      Target next, List<FailedAttempt> failed, Attempts attempts) {
    return attempts.delayBefore(next, failed);
  }

  /** Where tokens of the model itself can be counted, which has quotas and rights of its own. */
  default Targets forCounting() {
    return this;
  }

  /** Whether a failure tells what is wrong with the place, and not with the request. */
  static boolean isOfThePlace(BedrockException failure) {
    return switch (failure.kind()) {
      case THROTTLING,
          MODEL_NOT_READY,
          INTERNAL_SERVER,
          SERVICE_UNAVAILABLE,
          SERVICE_QUOTA_EXCEEDED,
          CONNECT,
          CONNECTION,
          BROKEN_OFF,
          ACCESS_DENIED,
          RESOURCE_NOT_FOUND,
          CREDENTIALS ->
          true;
      case VALIDATION -> KnownFailures.isOfThePlace(failure);
      default -> false;
    };
  }

  /**
   * Places in the order of preference: after a failure that the place is to blame for, the first
   * one that was not tried; when all were, those in turn whose own last failure may pass.
   *
   * @param places at least one
   */
  static Targets inOrder(List<Target> places) {
    return new OrderedTargets(places);
  }
}
