package io.aiportal.ollama.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What {@link CompletableFuture} leaves to its users. */
public final class Futures {

  private Futures() {}

  /** What really failed, without the wrappings of futures. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * Lets the end of a result end its call: whoever cancels the result, lets it time out or
   * completes it otherwise needs the call no longer.
   *
   * @return the result
   */
  public static <T> CompletableFuture<T> cancelling(CompletableFuture<T> result, Future<?> call) {
    result.whenComplete((value, failure) -> call.cancel(true));
    return result;
  }
}
