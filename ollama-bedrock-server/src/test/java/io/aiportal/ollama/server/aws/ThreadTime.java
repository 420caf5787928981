package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** The processor time of a thread. */
final class ThreadTime {

  private ThreadTime() {}

  /** A thread that has nothing to do does nothing: its processor time is measured over a second. */
  static void assertIdle(Thread thread) throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadCpuTime(thread.getId());
    Thread.sleep(1_000);
    assertThat(threads.getThreadCpuTime(thread.getId()) - before)
        .isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
  }
}
