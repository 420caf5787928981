package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls models once there are credentials to sign with.
 *
 * <p>The SDK would wait for them on the thread that makes the call, and with it every client that
 * this thread serves.
 */
final class CredentialedRuntime implements BedrockRuntime {

  private final BedrockRuntime signed;
  private final BackgroundCredentials credentials;

  CredentialedRuntime(BedrockRuntime signed, BackgroundCredentials credentials) {
    this.signed = signed;
    this.credentials = credentials;
  }

  @Override
  public String region() {
    return signed.region();
  }

  @Override
  public @Nullable String account() {
    return signed.account();
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    return credentials.thenCall(() -> signed.converse(request, options));
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    return credentials.thenCall(() -> signed.invokeModel(request, options));
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    return credentials.thenCall(() -> signed.countTokens(request, options));
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    CompletableFuture<?> known = credentials.resolveIdentity();
    if (known.isDone() && !known.isCompletedExceptionally()) {
      signed.converseStream(request, options, listener);
      return;
    }
    WaitingStream waiting = new WaitingStream(listener);
    listener.onOpen(waiting);
    known.whenComplete(
        (found, failure) -> {
          if (failure != null) {
            waiting.onError(BedrockException.noCredentials());
          } else {
            waiting.call(() -> signed.converseStream(request, options, waiting));
          }
        });
  }
}
