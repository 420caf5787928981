package io.aiportal.ollama.server.telemetry;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** The last times that something took, and no more than so many. */
final class RecentTimes {

  private static final int KEPT = 1024;

  private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
  private final AtomicInteger added = new AtomicInteger();

  void add(long time) {
    // Above the highest number it goes on with the lowest; no place of the array is below zero.
    nanos.setRelease(added.getAndIncrement() & (KEPT - 1), Math.max(1, time));
  }

  /**
   * A time that so many of them did not exceed; null if there is none.
   *
   * @param share how many, from 0 to 1
   */
  @Nullable Duration quantile(double share) {
    long[] times = new long[KEPT];
    int count = 0;
    for (int i = 0; i < KEPT; i++) {
      long time = nanos.getAcquire(i);
      if (time > 0) {
        times[count++] = time;
      }
    }
    if (count == 0) {
      return null;
    }
    Arrays.sort(times, 0, count);
    return Duration.ofNanos(times[Math.max(0, (int) Math.ceil(share * count) - 1)]);
  }
}
