package io.aiportal.ollama.server.aws;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** Which failed calls are made again, and when. */
final class Retries {

  private static final Set<Integer> PASSING_STATUSES = Set.of(500, 502, 503, 504);

  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration THROTTLED = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Retries() {}

  static RetryStrategy upTo(int attempts) {
    return DefaultRetryStrategy.standardStrategyBuilder()
        .maxAttempts(attempts)
        .useClientDefaults(false)
        .retryOnException(Retries::mayPass)
        .treatAsThrottling(Retries::isThrottling)
        .backoffStrategy(BackoffStrategy.exponentialDelay(SOON, LONGEST))
        .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(THROTTLED, LONGEST))
        .build();
  }

  /**
   * Whether a failure may have gone by the next time. A model that has been silent for the whole
   * read timeout was asked and is paid for; asking again would only double both.
   */
  static boolean mayPass(Throwable failure) {
    if (isReadTimeout(failure)) {
      return false;
    }
    if (failure instanceof SdkServiceException answer) {
      return answer.isThrottlingException()
          || answer.isClockSkewException()
          || PASSING_STATUSES.contains(answer.statusCode());
    }
    return (failure instanceof SdkException unsent && unsent.retryable()) || isIo(failure);
  }

  private static boolean isThrottling(Throwable failure) {
    return failure instanceof SdkServiceException answer && answer.isThrottlingException();
  }

  private static boolean isReadTimeout(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof io.netty.handler.timeout.ReadTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIo(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}
