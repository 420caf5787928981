package io.aiportal.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

  private final SerialExecutor turn = new SerialExecutor();
  private final List<String> ran = new ArrayList<>();

  @Test
  void stepOfAStep_runsBehindIt() {
    turn.execute(
        () -> {
          turn.execute(() -> ran.add("inner"));
          turn.execute(() -> ran.add("last"));
          ran.add("outer");
        });
    assertThat(ran).containsExactly("outer", "inner", "last");
  }

  @Test
  void fatalError_isThrownWhenAllHaveRun_andTheTurnGoesOn() {
    assertThatThrownBy(
            () ->
                turn.execute(
                    () -> {
                      turn.execute(() -> ran.add("after"));
                      throw new OutOfMemoryError("first");
                    }))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("first");
    turn.execute(() -> ran.add("next"));
    assertThat(ran).containsExactly("after", "next");
  }

  @Test
  void stepsOfManyThreads_runOneAtATimeAndAll() throws Exception {
    int threads = 4;
    int steps = 20_000;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    int[] count = {0};
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      new Thread(
              () -> {
                for (int step = 0; step < steps; step++) {
                  turn.execute(
                      () -> {
                        if (inside.incrementAndGet() > 1) {
                          together.incrementAndGet();
                        }
                        count[0]++;
                        inside.decrementAndGet();
                      });
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    CountDownLatch last = new CountDownLatch(1);
    turn.execute(last::countDown);
    last.await();
    assertThat(together).hasValue(0);
    assertThat(count[0]).isEqualTo(threads * steps);
  }
}
