package io.aiportal.ollama.server.http;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * Turns of an io thread: who has much to do does some of it, and waits until others had theirs.
 *
 * <p>A task that an io thread is given is run before the thread looks at its sockets again; only
 * one that is to be run later lets it look at them.
 */
final class IoTurn {

  /** What one client may have read in one turn: a fraction of a millisecond's work. */
  static final int MOST_BYTES = 512 << 10;

  private static final int PAUSE_MILLIS = 1;

  private IoTurn() {}

  /** Runs a task in a later turn of an io thread; not at all if the server ends. */
  static void next(XnioIoThread thread, Runnable task) {
    after(thread, task, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Runs a task on an io thread after some time; not at all if the server ends. */
  static void after(XnioIoThread thread, Runnable task, long time, TimeUnit unit) {
    try {
      thread.executeAfter(task, time, unit);
    } catch (RejectedExecutionException e) {
      // The thread has ended, and every connection with it.
      return;
    }
  }
}
