package io.aiportal.ollama.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a call one after the other, whichever threads bring them.
 *
 * <p>Nobody waits: a step that comes while another one runs is left to whoever runs that one. So a
 * thread that is held up in a step holds up no other, and a step may bring further ones.
 */
public final class SerialExecutor implements Executor {

  private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
  private final AtomicInteger work = new AtomicInteger();

  /** Runs a step: now, if no other one runs, and else behind those that came before it. */
  @Override
  public void execute(Runnable step) {
    Throwable thrown = null;
    if (work.compareAndSet(0, 1)) {
      thrown = tried(step, null);
    } else {
      steps.add(step);
      if (work.getAndIncrement() != 0) {
        return;
      }
    }
    int seen = 1;
    do {
      for (Runnable next = steps.poll(); next != null; next = steps.poll()) {
        thrown = tried(next, thrown);
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
    if (thrown instanceof Error fatal) {
      throw fatal;
    }
  }

  /** Steps deal with what they throw; an error that they let through is kept until all have run. */
  private static @Nullable Throwable tried(Runnable step, @Nullable Throwable before) {
    try {
      step.run();
      return before;
    } catch (Throwable thrown) {
      return before == null ? thrown : before;
    }
  }
}
