package io.aiportal.testkit.bedrock.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What is left of a quota: refilled evenly, a minute's worth at most. Not thread-safe. */
final class Bucket {

  private static final double NANOS_PER_MINUTE = 60e9;

  private final double capacity;
  private final PriorityQueue<Return> returns =
      new PriorityQueue<>(Comparator.comparing(Return::at));
  private double left;
  private Instant filled;

  /** Full. */
  Bucket(int perMinute, Instant now) {
    this.capacity = perMinute;
    this.left = perMinute;
    this.filled = now;
  }

  /** Whether so much is left. */
  boolean has(int amount, Instant now) {
    while (!returns.isEmpty() && !returns.peek().at().isAfter(now)) {
      left += returns.poll().amount();
    }
    left += capacity * Duration.between(filled, now).toNanos() / NANOS_PER_MINUTE;
    left = Math.min(capacity, left);
    filled = now;
    return left >= amount;
  }

  /** Takes so much, whether it is there or not. */
  void take(int amount) {
    left -= amount;
  }

  /** Gives so much back, or takes what is less than nothing, but not before then. */
  void giveBack(int amount, Instant then) {
    returns.add(new Return(then, amount));
  }

  private record Return(Instant at, int amount) {}
}
