package io.aiportal.ollama.server.aws;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names, which do not keep the process alive. */
public final class Threads {

  private Threads() {}

  static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** A timer of one thread. */
  public static ScheduledExecutorService timer(String name) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(name));
    timer.setRemoveOnCancelPolicy(true); // a time limit that was kept must not hold its call
    // What is due before everything else wakes the thread as soon as it is planned. Time limits of
    // calls, of which each has some, are not while there is always something that is due earlier.
    timer.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
    return timer;
  }
}
