package io.aiportal.ollama.aws;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Switches a client's own retries off for one request, as whoever calls decides what is tried
 * again.
 *
 * <p>The SDK has no setting of a request for that; it has plugins of a request, which may change
 * the client's configuration for it. They cost a copy of that configuration, so a client that never
 * retries is left alone.
 */
final class SdkRetries {

  private static final System.Logger LOG = System.getLogger(SdkRetries.class.getName());

  private final boolean needed;
  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicBoolean warned = new AtomicBoolean();
  private final AwsRequestOverrideConfiguration once;

  private SdkRetries(boolean needed) {
    this.needed = needed;
    this.once = AwsRequestOverrideConfiguration.builder().addPlugin(plugin()).build();
  }

  static SdkRetries of(BedrockRuntimeAsyncClient client) {
    return new SdkRetries(mayRetry(client));
  }

  /** A client that does not tell may. */
  private static boolean mayRetry(BedrockRuntimeAsyncClient client) {
    try {
      return client
          .serviceClientConfiguration()
          .overrideConfiguration()
          .retryStrategy()
          .map(RetryStrategy::maxAttempts)
          .map(attempts -> attempts > 1)
          .orElse(true);
    } catch (UnsupportedOperationException | NullPointerException untold) {
      return true;
    }
  }

  private SdkPlugin plugin() {
    return (SdkServiceClientConfiguration.Builder client) -> {
      client.overrideConfiguration(
          configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()));
      told.set(true);
    };
  }

  /** Makes the request one that is sent once. */
  void switchOff(AwsRequest.Builder request) {
    if (needed) {
      AwsRequestOverrideConfiguration other = request.overrideConfiguration();
      request.overrideConfiguration(
          other == null ? once : other.toBuilder().plugins(once.plugins()).build());
    }
  }

  /** Warns once if the client did not look at what its first request said. */
  <T> CompletableFuture<T> check(CompletableFuture<T> started) {
    if (needed && !told.get()) {
      started.whenComplete((answer, failure) -> warnIfUntold());
    }
    return started;
  }

  private void warnIfUntold() {
    if (!told.get() && warned.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The AWS SDK client ignores plugins of requests, so its own retries stay on beside those"
              + " that are made here; configure it with DefaultRetryStrategy.doNotRetry().");
    }
  }
}
