package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  @Test
  void timer_forgetsWhatWasCalledOff() {
    ScheduledExecutorService timer = Threads.timer("test");
    try {
      timer.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);
      assertThat(((ScheduledThreadPoolExecutor) timer).getQueue()).isEmpty();
    } finally {
      timer.shutdownNow();
    }
  }
}
