package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.BedrockTransport;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Makes calls once there are credentials to sign them with.
 *
 * <p>The SDK would wait for them on the thread that makes the call, and with it every client that
 * this thread serves.
 */
final class CredentialedTransport implements BedrockTransport {

  private final BedrockTransport signed;
  private final BackgroundCredentials credentials;

  CredentialedTransport(BedrockTransport signed, BackgroundCredentials credentials) {
    this.signed = signed;
    this.credentials = credentials;
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
    return call(() -> signed.converse(request));
  }

  @Override
  public CompletableFuture<List<FoundationModel>> listFoundationModels() {
    return call(signed::listFoundationModels);
  }

  @Override
  public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
    return call(signed::listInferenceProfiles);
  }

  private <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call) {
    CompletableFuture<?> known = credentials.resolveIdentity();
    if (known.isDone() && !known.isCompletedExceptionally()) {
      return call.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    known.whenComplete(
        (found, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(without(failure));
          } else if (!answer.isDone()) {
            follow(call.get(), answer);
          }
        });
    return answer;
  }

  private static <T> void follow(CompletableFuture<T> call, CompletableFuture<T> answer) {
    answer.whenComplete(
        (value, failure) -> {
          if (answer.isCancelled()) {
            call.cancel(true);
          }
        });
    call.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            answer.complete(value);
          } else {
            answer.completeExceptionally(failure);
          }
        });
  }

  @Override
  public void converseStream(ConverseRequest request, ConverseStreamListener listener) {
    CompletableFuture<?> known = credentials.resolveIdentity();
    if (known.isDone() && !known.isCompletedExceptionally()) {
      signed.converseStream(request, listener);
      return;
    }
    WaitingStream waiting = new WaitingStream(listener);
    listener.onOpen(waiting);
    known.whenComplete(
        (found, failure) -> {
          if (failure != null) {
            waiting.onError(without(failure));
          } else if (!waiting.isCancelled()) {
            signed.converseStream(request, waiting);
          }
        });
  }

  private static BedrockException without(Throwable failure) {
    return new BedrockException(Kind.CREDENTIALS, "none were found", failure);
  }
}
