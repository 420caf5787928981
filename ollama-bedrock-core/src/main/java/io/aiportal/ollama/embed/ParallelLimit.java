package io.aiportal.ollama.embed;

import io.aiportal.ollama.internal.SerialExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How many requests for embeddings may be under way at once, over all calls.
 *
 * <p>Calls take turns: a large one fills what is free, and leaves every other place to those that
 * came meanwhile. It has no thread: a request starts on the one that made room for it.
 */
public final class ParallelLimit {

  /** Requests that are to be made one after the other, or several at a time. */
  interface Work {

    /** Makes the next request; null if there is none any more. It throws nothing. */
    @Nullable CompletableFuture<?> next();
  }

  private final int most;
  private final SerialExecutor turn = new SerialExecutor();

  // In turn.
  private final Queue<Work> waiting = new ArrayDeque<>();
  private int running;

  /** Lets this many requests, at least one, be under way at once. */
  public ParallelLimit(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one request must be allowed, not " + most);
    }
    this.most = most;
  }

  /** Has requests made as places become free. */
  void run(Work work) {
    turn.execute(
        () -> {
          waiting.add(work);
          serve();
        });
  }

  /** Makes no further request of these. */
  void forget(Work work) {
    turn.execute(() -> waiting.remove(work));
  }

  private void serve() {
    while (running < most && !waiting.isEmpty()) {
      Work work = waiting.remove();
      CompletableFuture<?> request = work.next();
      if (request != null) {
        running++;
        waiting.add(work);
        request.whenComplete((done, failure) -> turn.execute(this::leave));
      }
    }
  }

  private void leave() {
    running--;
    serve();
  }
}
