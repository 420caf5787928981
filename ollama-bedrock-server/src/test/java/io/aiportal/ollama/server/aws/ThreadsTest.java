package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  private final ScheduledExecutorService timer = Threads.timer("test");

  @AfterEach
  void endTimer() {
    timer.shutdownNow();
  }

  @Test
  void timer_forgetsWhatWasCalledOff() {
    ScheduledFuture<?> limit = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
    limit.cancel(false);
    assertThat(planned()).doesNotContain((Runnable) limit);
  }

  @Test
  void timer_isNotWokenByTheLimitOfACall() {
    ScheduledFuture<?> limit = timer.schedule(() -> {}, 1, TimeUnit.MINUTES);
    // Only a new head of the queue wakes the thread that waits for it.
    assertThat(planned().peek()).isNotNull().isNotSameAs(limit);
  }

  private BlockingQueue<Runnable> planned() {
    return ((ScheduledThreadPoolExecutor) timer).getQueue();
  }
}
