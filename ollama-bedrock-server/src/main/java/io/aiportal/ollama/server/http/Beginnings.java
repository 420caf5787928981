package io.aiportal.ollama.server.http;

import java.util.ArrayDeque;
import java.util.Queue;
import org.xnio.XnioIoThread;

/**
 * Lets an io thread begin some answers, and then look at its sockets before it begins more.
 *
 * <p>Of clients that ask all at once a thread would else begin thousands of answers in a row, each
 * of which takes as long as several words of others: those that were begun first would stand still
 * meanwhile.
 */
final class Beginnings {

  /** About a millisecond's work. */
  static final int MOST_A_TURN = 8;

  private static final ThreadLocal<Beginnings> OF_THREAD = ThreadLocal.withInitial(Beginnings::new);

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int begun;

  private Beginnings() {}

  /**
   * Runs a task, now or in its turn; not at all if the server ends before.
   *
   * @param thread the io thread that this is called on
   * @param task does not throw
   */
  static void begin(XnioIoThread thread, Runnable task) {
    OF_THREAD.get().beginOrWait(thread, task);
  }

  private void beginOrWait(XnioIoThread thread, Runnable task) {
    if (begun == MOST_A_TURN || !waiting.isEmpty()) {
      waiting.add(task);
      if (waiting.size() == 1) {
        IoTurn.next(thread, () -> turn(thread));
      }
      return;
    }
    if (begun == 0) {
      // What a thread is given to do comes after the sockets that it is looking at.
      thread.execute(() -> begun = 0);
    }
    begun++;
    task.run();
  }

  private void turn(XnioIoThread thread) {
    for (int i = 0; i < MOST_A_TURN && !waiting.isEmpty(); i++) {
      waiting.remove().run();
    }
    if (!waiting.isEmpty()) {
      IoTurn.next(thread, () -> turn(thread));
    }
  }
}
