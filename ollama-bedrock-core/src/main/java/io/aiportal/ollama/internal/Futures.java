package io.aiportal.ollama.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

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
   * Makes a call once something else is done, however that ended.
   *
   * @return the call's result; cancelling it ends the call, or lets it not begin
   */
  public static <T> CompletableFuture<T> after(
      CompletableFuture<?> first, Supplier<CompletableFuture<T>> call) {
    if (first.isDone()) {
      return call.get();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    first.whenComplete(
        (done, ignored) -> {
          if (!result.isDone()) {
            begin(call, result);
          }
        });
    return result;
  }

  /**
   * Makes a call with what something else gives, once that is done; fails as that does.
   *
   * @return the call's result; cancelling it ends the call, or lets it not begin
   */
  public static <A, T> CompletableFuture<T> with(
      CompletableFuture<A> first, Function<A, CompletableFuture<T>> call) {
    return after(
        first, () -> first.isCompletedExceptionally() ? failedAs(first) : call.apply(first.join()));
  }

  private static <T> CompletableFuture<T> failedAs(CompletableFuture<?> failed) {
    CompletableFuture<T> result = new CompletableFuture<>();
    failed.whenComplete((nothing, failure) -> result.completeExceptionally(failure));
    return result;
  }

  private static <T> void begin(Supplier<CompletableFuture<T>> call, CompletableFuture<T> result) {
    try {
      follow(call.get(), result);
    } catch (Throwable thrown) { // whatever it is, who waits gets an end
      result.completeExceptionally(thrown);
      Throwables.throwIfFatal(thrown);
    }
  }

  /** Lets a result end as its call does, and end the call if it ends before. */
  public static <T> void follow(CompletableFuture<T> call, CompletableFuture<T> result) {
    cancelling(result, call);
    pass(call, result);
  }

  /** Lets a result end as a call does. */
  public static <T> void pass(CompletableFuture<T> call, CompletableFuture<T> result) {
    call.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(failure);
          }
        });
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
