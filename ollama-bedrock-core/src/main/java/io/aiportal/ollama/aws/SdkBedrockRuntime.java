package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeResponse;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;

/**
 * Calls the models of Amazon Bedrock through an AWS SDK client that the caller owns, configures and
 * closes.
 *
 * <p>Each call is one request: whatever retries the client is configured with, they are switched
 * off for the calls that are made here. Time limits and the choice of a thread are the client's
 * own, so of {@link CallOptions} only who is told of the request's id has an effect.
 *
 * <p>The SDK's event-stream decoder keeps a buffer of 2 MiB for every open stream, so a heap of 256
 * MiB holds about a hundred. Set the HTTP client's read timeout to minutes: a model may think that
 * long before its first token.
 */
public final class SdkBedrockRuntime implements BedrockRuntime {

  private final BedrockRuntimeAsyncClient client;
  private final String region;
  private final Supplier<@Nullable String> account;
  private final SdkRetries retries;

  private SdkBedrockRuntime(
      BedrockRuntimeAsyncClient client, String region, Supplier<@Nullable String> account) {
    this.client = client;
    this.region = region;
    this.account = account;
    this.retries = SdkRetries.of(client);
  }

  /**
   * Calls models through a client, in its region.
   *
   * @throws IllegalArgumentException if the client does not tell its region
   */
  public static SdkBedrockRuntime of(BedrockRuntimeAsyncClient client) {
    String region;
    try {
      region = client.serviceClientConfiguration().region().id();
    } catch (UnsupportedOperationException | NullPointerException untold) {
      throw new IllegalArgumentException("the client does not tell its region; name it", untold);
    }
    return of(client, region);
  }

  /** Calls models through a client that does not tell its region, such as a wrapper. */
  public static SdkBedrockRuntime of(BedrockRuntimeAsyncClient client, String region) {
    return new SdkBedrockRuntime(client, region, () -> null);
  }

  /** The same, by somebody who knows the account that is called, or will know it. */
  public SdkBedrockRuntime withAccount(Supplier<@Nullable String> account) {
    return new SdkBedrockRuntime(client, region, account);
  }

  @Override
  public @Nullable String account() {
    return account.get();
  }

  @Override
  public String region() {
    return region;
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    return SdkCalls.start(
        () -> {
          var sdk = SdkRequests.converse(request).toBuilder();
          retries.switchOff(sdk);
          return retries.check(client.converse(sdk.build()));
        },
        told(options, SdkResponses::converseResponse));
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    SdkStream.open(
        handler -> {
          var sdk = SdkRequests.converseStream(request).toBuilder();
          retries.switchOff(sdk);
          return retries.check(client.converseStream(sdk.build(), handler));
        },
        options.requestId(),
        listener);
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    return SdkCalls.start(
        () -> {
          var sdk = SdkRequests.invokeModel(request).toBuilder();
          retries.switchOff(sdk);
          return retries.check(client.invokeModel(sdk.build()));
        },
        told(options, SdkResponses::invokeModelResponse));
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    return SdkCalls.start(
        () -> {
          CountTokensRequest.Builder sdk = SdkRequests.countTokens(request).toBuilder();
          retries.switchOff(sdk);
          CompletableFuture<CountTokensResponse> call = client.countTokens(sdk.build());
          return retries.check(call);
        },
        told(options, SdkResponses::inputTokens));
  }

  /** Reads a response, and tells its id. */
  private static <R extends BedrockRuntimeResponse, T> Function<R, T> told(
      CallOptions options, Function<R, T> reader) {
    return response -> {
      String id = SdkResponses.requestId(response);
      if (id != null) {
        options.requestId().accept(id);
      }
      return reader.apply(response);
    };
  }
}
