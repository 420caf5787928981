package io.aiportal.ollama.attempt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Runs tasks later, on a thread that somebody else owns; the tasks are short and never block. */
public interface Scheduler {

  /** The JDK's own timer thread, which every program has. */
  Scheduler JDK =
      (task, delay) -> {
        Executor later =
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
        CompletableFuture<Void> planned = CompletableFuture.runAsync(task, later);
        return () -> planned.cancel(false);
      };

  /**
   * Runs a task once.
   *
   * @param task what to run; it throws nothing
   * @param delay how long to wait before
   * @return calls the task off, if it has not begun
   */
  Cancellation schedule(Runnable task, Duration delay);

  /** Calls something off; more than once does no harm. */
  interface Cancellation {

    /** Nothing to call off. */
    Cancellation NONE = () -> {};

    /** Calls it off. */
    void cancel();
  }
}
