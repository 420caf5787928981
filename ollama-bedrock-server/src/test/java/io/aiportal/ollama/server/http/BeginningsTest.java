package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

class BeginningsTest {

  private static final int MOST = Beginnings.MOST_A_TURN;

  private XnioWorker worker;
  private XnioIoThread thread;

  @BeforeEach
  void startThread() throws Exception {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    thread = worker.getIoThread();
  }

  @AfterEach
  void endThread() throws Exception {
    worker.shutdownNow();
    assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void few_beginAtOnce() throws Exception {
    List<Integer> begun = new ArrayList<>();
    onThread(
        () -> {
          for (int i = 0; i < MOST; i++) {
            int number = i;
            Beginnings.begin(thread, () -> begun.add(number));
            assertThat(begun).hasSize(i + 1);
          }
        });
  }

  @Test
  void turnsOfAThread_countAnew() throws Exception {
    List<Integer> begun = new ArrayList<>();
    for (int turn = 1; turn <= 5; turn++) {
      int sofar = turn * MOST;
      onThread(
          () -> {
            for (int i = 0; i < MOST; i++) {
              Beginnings.begin(thread, () -> begun.add(0));
            }
            assertThat(begun).hasSize(sofar);
          });
    }
  }

  @Test
  void many_beginInTheirOrder_andLetOthersHaveTheirTurnBetween() throws Exception {
    int many = 20 * MOST + 1;
    List<Integer> begun = new ArrayList<>();
    List<Integer> seenBetween = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(many);
    onThread(
        () -> {
          for (int i = 0; i < many; i++) {
            int number = i;
            Beginnings.begin(
                thread,
                () -> {
                  begun.add(number);
                  all.countDown();
                });
          }
          assertThat(begun).hasSize(MOST);
          look(begun, seenBetween, many);
        });
    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    onThread(() -> {});
    assertThat(begun).isEqualTo(IntStream.range(0, many).boxed().toList());
    // What else has a turn sees beginnings a few at a time.
    int before = 0;
    for (int seen : seenBetween) {
      assertThat(seen - before).isLessThanOrEqualTo(3 * MOST);
      before = seen;
    }
    assertThat(seenBetween).hasSizeGreaterThan(5);
  }

  /** Stands for a socket: is looked at once a turn. */
  private void look(List<Integer> begun, List<Integer> seen, int until) {
    seen.add(begun.size());
    if (begun.size() < until) {
      thread.executeAfter(() -> look(begun, seen, until), 1, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs a task on the thread, and fails with it. */
  private void onThread(Runnable task) throws Exception {
    Throwable[] failure = new Throwable[1];
    CountDownLatch done = new CountDownLatch(1);
    thread.execute(
        () -> {
          try {
            task.run();
          } catch (Throwable thrown) {
            failure[0] = thrown;
          } finally {
            done.countDown();
          }
        });
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(failure[0]).isNull();
  }
}
