package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockErrors;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls of the SDK whose cancellation reaches it, and whose failures are ours. */
final class SdkCalls {

  private SdkCalls() {}

  static <S, T> CompletableFuture<T> start(
      Supplier<CompletableFuture<S>> start, Function<S, T> reading) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<S> call;
    try {
      call = start.get();
    } catch (Throwable thrown) {
      result.completeExceptionally(SdkErrors.internal(thrown));
      BedrockErrors.rethrowIfFatal(thrown);
      return result;
    }
    // Whatever ends the result, a time limit of its owner too, ends the call.
    result.whenComplete((value, failure) -> call.cancel(true));
    call.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            read(response, reading, result);
          } else {
            result.completeExceptionally(SdkErrors.toBedrock(failure));
          }
        });
    return result;
  }

  private static <S, T> void read(S response, Function<S, T> reading, CompletableFuture<T> result) {
    try {
      result.complete(reading.apply(response));
    } catch (Throwable unreadable) {
      result.completeExceptionally(SdkErrors.toBedrock(unreadable));
      BedrockErrors.rethrowIfFatal(unreadable);
    }
  }
}
