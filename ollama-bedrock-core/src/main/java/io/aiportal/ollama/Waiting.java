package io.aiportal.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Waits for answers on the caller's own thread. */
final class Waiting {

  private Waiting() {}

  /**
   * Makes a call and waits for its answer.
   *
   * @throws CallException if the call fails, or the thread is interrupted
   */
  static <T> T forAnswer(Supplier<CompletableFuture<T>> call) {
    refuseIfInterrupted();
    CompletableFuture<T> answer = call.get();
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallException(
          CallException.Kind.CANCELLED, "interrupted while waiting for the answer", e);
    } catch (ExecutionException e) {
      Throwable cause = Futures.unwrap(e);
      throw cause instanceof CallException known
          ? known
          : new CallException(CallException.Kind.INTERNAL, "the answer failed", cause);
    }
  }

  /** The SDK looks for interrupts too, and would take this one away. */
  static void refuseIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CallException(
          CallException.Kind.CANCELLED, "the thread that asks was interrupted", null);
    }
  }
}
