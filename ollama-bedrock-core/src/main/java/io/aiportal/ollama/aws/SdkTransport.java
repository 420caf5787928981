package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockTransport;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Reaches Bedrock through AWS SDK clients that the caller owns, configures and closes.
 *
 * <p>The SDK's event-stream decoder keeps a buffer of 2 MiB for every open stream, so a heap of 256
 * MiB holds about a hundred. Set the HTTP client's read timeout to minutes: a model may think that
 * long before its first token, and a read timeout makes the SDK ask, and pay, again.
 */
public final class SdkTransport implements BedrockTransport {

  private static final int PAGE = 1000;

  private final BedrockRuntimeAsyncClient runtime;
  private final @Nullable BedrockAsyncClient control;

  private SdkTransport(BedrockRuntimeAsyncClient runtime, @Nullable BedrockAsyncClient control) {
    this.runtime = runtime;
    this.control = control;
  }

  /** A transport that can ask models, but lists none. */
  public static SdkTransport of(BedrockRuntimeAsyncClient runtime) {
    return new SdkTransport(runtime, null);
  }

  /** A transport that asks models with one client and lists them with the other. */
  public static SdkTransport of(BedrockRuntimeAsyncClient runtime, BedrockAsyncClient control) {
    return new SdkTransport(runtime, control);
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
    return call(
        () -> runtime.converse(SdkRequests.converse(request)), SdkResponses::converseResponse);
  }

  @Override
  public void converseStream(ConverseRequest request, ConverseStreamListener listener) {
    SdkStream.open(runtime, request, listener);
  }

  @Override
  public CompletableFuture<List<FoundationModel>> listFoundationModels() {
    BedrockAsyncClient client = control;
    if (client == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    return call(
        () -> client.listFoundationModels(request -> {}),
        response -> response.modelSummaries().stream().map(SdkResponses::foundationModel).toList());
  }

  @Override
  public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
    BedrockAsyncClient client = control;
    if (client == null) {
      return CompletableFuture.completedFuture(List.of());
    }
    return inferenceProfiles(client, null, new ArrayList<>());
  }

  private static CompletableFuture<List<InferenceProfile>> inferenceProfiles(
      BedrockAsyncClient client, @Nullable String nextToken, List<InferenceProfile> sofar) {
    CompletableFuture<ListInferenceProfilesResponse> page =
        call(
            () ->
                client.listInferenceProfiles(
                    request -> request.maxResults(PAGE).nextToken(nextToken)),
            Function.identity());
    return page.thenCompose(
        response -> {
          response.inferenceProfileSummaries().stream()
              .map(SdkResponses::inferenceProfile)
              .forEach(sofar::add);
          return response.nextToken() == null
              ? CompletableFuture.completedFuture(List.copyOf(sofar))
              : inferenceProfiles(client, response.nextToken(), sofar);
        });
  }

  /** Makes a call whose cancellation reaches the SDK and whose failures are ours. */
  private static <S, T> CompletableFuture<T> call(
      Supplier<CompletableFuture<S>> start, Function<S, T> reading) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<S> call;
    try {
      call = start.get();
    } catch (RuntimeException e) {
      result.completeExceptionally(SdkErrors.toBedrock(e));
      return result;
    }
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled()) {
            call.cancel(true);
          }
        });
    call.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            result.completeExceptionally(SdkErrors.toBedrock(failure));
            return;
          }
          try {
            result.complete(reading.apply(response));
          } catch (BedrockException unreadable) {
            result.completeExceptionally(unreadable);
          }
        });
    return result;
  }
}
