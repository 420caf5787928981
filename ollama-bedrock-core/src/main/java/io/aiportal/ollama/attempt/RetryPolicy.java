package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import java.time.Duration;
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

  /**
   * How long to wait before the next attempt at a target.
   *
   * @param failure why the last one failed
   * @param made attempts that were made there, at least 1
   * @param random gives numbers from 0 to 1
   * @return null if there should be none
   */
  public @Nullable Duration delay(BedrockException failure, int made, DoubleSupplier random) {
    if (made >= maxAttempts || !failure.isRetryable()) {
      return null;
    }
    Duration wanted = failure.retryAfter();
    if (wanted != null && wanted.compareTo(maxDelay) > 0) {
      return null;
    }
    Duration base = failure.isThrottling() ? throttledDelay : baseDelay;
    long most =
        Math.min(maxDelay.toMillis(), base.toMillis() << Math.min(made - 1, MOST_DOUBLINGS));
    Duration jittered = Duration.ofMillis((long) (most * random.getAsDouble()));
    return wanted != null && wanted.compareTo(jittered) > 0 ? wanted : jittered;
  }
}
