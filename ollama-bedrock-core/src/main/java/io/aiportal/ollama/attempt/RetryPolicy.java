package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is made again: exponential back-off with full jitter.
 *
 * @param maxAttempts attempts at one target, the first included; at least 1
 * @param baseDelay the longest wait before the second attempt
 * @param throttledDelay the same, where Bedrock throttles
 * @param maxDelay the longest wait at all; who is asked by Bedrock to wait longer gives up at once,
 *     and is told how long
 */
public record RetryPolicy(
    int maxAttempts, Duration baseDelay, Duration throttledDelay, Duration maxDelay) {

  /** Three attempts within some seconds. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(20));

  /** One attempt. */
  public static final RetryPolicy NONE = DEFAULT.withMaxAttempts(1);

  /** A model that kept silent is not among them: it was asked, and is paid for. */
  private static final Set<Kind> PASSING =
      EnumSet.of(
          Kind.THROTTLING,
          Kind.MODEL_NOT_READY,
          Kind.INTERNAL_SERVER,
          Kind.SERVICE_UNAVAILABLE,
          Kind.CONNECTION);

  private static final Set<Integer> PASSING_STATUSES = Set.of(500, 502, 503, 504);
  private static final int MOST_DOUBLINGS = 30;

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("at least one attempt is made, not " + maxAttempts);
    }
  }

  /** This policy with another number of attempts. */
  public RetryPolicy withMaxAttempts(int maxAttempts) {
    return new RetryPolicy(maxAttempts, baseDelay, throttledDelay, maxDelay);
  }

  /** Whether a failure may be gone by the next time. */
  public boolean mayPass(BedrockException failure) {
    return PASSING.contains(failure.kind())
        || (failure.kind() == Kind.OTHER && PASSING_STATUSES.contains(failure.status()));
  }

  /**
   * How long to wait before the next attempt at a target.
   *
   * @param failure why the last one failed
   * @param made attempts that were made there, at least 1
   * @param random gives numbers from 0 to 1
   * @return null if there should be none
   */
  @Nullable Duration delay(BedrockException failure, int made, DoubleSupplier random) {
    if (made >= maxAttempts || !mayPass(failure)) {
      return null;
    }
    Duration wanted = failure.retryAfter();
    if (wanted != null && wanted.compareTo(maxDelay) > 0) {
      return null;
    }
    boolean throttled = failure.kind() == Kind.THROTTLING;
    Duration base = throttled ? throttledDelay : baseDelay;
    long most =
        Math.min(
            maxDelay.toMillis(), base.toMillis() << Math.min(made - 1, MOST_DOUBLINGS));
    Duration jittered = Duration.ofMillis((long) (most * random.getAsDouble()));
    return wanted != null && wanted.compareTo(jittered) > 0 ? wanted : jittered;
  }
}
