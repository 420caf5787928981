package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  @Test
  void task_runsWhenItIsDue() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    Scheduler.JDK.schedule(ran::countDown, Duration.ofMillis(1));
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void taskThatWasCalledOff_doesNotRun() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    Cancellation first =
        Scheduler.JDK.schedule(
            () -> {
              throw new AssertionError("was called off");
            },
            Duration.ofMillis(50));
    first.cancel();
    first.cancel();
    Scheduler.JDK.schedule(later::countDown, Duration.ofMillis(100));
    assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void taskThatWasCalledOff_isForgottenLongBeforeItIsDue() {
    byte[] call = new byte[1 << 20];
    WeakReference<byte[]> held = new WeakReference<>(call);
    Cancellation limit = Scheduler.JDK.schedule(holding(call), Duration.ofHours(1));
    limit.cancel();
    limit = Cancellation.NONE;
    call = null;
    for (int i = 0; i < 100 && held.get() != null; i++) {
      System.gc();
    }
    assertThat(held.get()).isNull();
    assertThat(limit).isSameAs(Cancellation.NONE);
  }

  private static Runnable holding(byte[] call) {
    return () -> assertThat(call).isNotNull();
  }
}
