package io.aiportal.ollama.attempt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs tasks later, on threads that somebody else owns. */
public interface Scheduler {

  /** The JDK's own timer and common pool, which every program has. */
  Scheduler JDK =
      (task, delay) -> {
        // Of the JDK's ways to its timer the one that forgets a task which was called off: a time
        // limit of an hour would else hold its call for an hour. It forgets only what was
        // completed.
        CompletableFuture<Boolean> due = new CompletableFuture<>();
        due.thenAcceptAsync(
            wanted -> {
              if (wanted) {
                task.run();
              }
            });
        due.completeOnTimeout(true, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.complete(false);
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
