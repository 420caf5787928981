package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.translate.AnswerStream;
import io.aiportal.ollama.translate.BedrockErrors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Gives a whole answer to a listener that expects a stream, for models that cannot stream. */
final class WholeAnswer implements ConverseStream {

  private final CompletableFuture<ConverseResponse> call;

  private WholeAnswer(CompletableFuture<ConverseResponse> call) {
    this.call = call;
  }

  static void follow(
      CompletableFuture<ConverseResponse> call,
      String model,
      AnswerStream machine,
      AnswerListener listener) {
    listener.onOpen(new WholeAnswer(call));
    call.whenComplete(
        (response, failure) -> {
          if (call.isCancelled()) {
            return;
          }
          try {
            if (failure != null) {
              throw toOllama(failure, model);
            }
            machine.onResponse(response);
          } catch (CallException e) {
            listener.onError(e);
            return;
          }
          listener.onComplete(machine.metrics());
        });
  }

  /** A failed call's error as the caller sees it. */
  static CallException toOllama(Throwable failure, String model) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof CallException known) {
      return known;
    }
    if (cause instanceof BedrockException error) {
      return BedrockErrors.toOllama(error, model);
    }
    return new CallException(500, "internal error; please try again", cause);
  }

  /** A whole answer is at most one message: there is nothing to hold back. */
  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel() {
    call.cancel(true);
  }
}
