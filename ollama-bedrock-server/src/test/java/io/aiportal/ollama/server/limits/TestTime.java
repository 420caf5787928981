package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.attempt.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that a test moves, and what is to be done when it has moved. */
final class TestTime extends Clock implements Scheduler {

  private record Planned(Instant due, Runnable task) {}

  private final List<Planned> planned = new ArrayList<>();
  private final Instant start;
  private Instant now;

  TestTime(String start) {
    this.start = Instant.parse(start);
    this.now = this.start;
  }

  @Override
  public Cancellation schedule(Runnable task, Duration delay) {
    Planned plan = new Planned(now.plus(delay), task);
    planned.add(plan);
    return () -> planned.remove(plan);
  }

  /** Lets time pass, and does what becomes due, in its order. */
  void pass(Duration time) {
    Instant end = now.plus(time);
    while (true) {
      Planned next =
          planned.stream()
              .filter(plan -> !plan.due().isAfter(end))
              .min(Comparator.comparing(Planned::due))
              .orElse(null);
      if (next == null) {
        break;
      }
      planned.remove(next);
      now = now.isAfter(next.due()) ? now : next.due();
      next.task().run();
    }
    now = end;
  }

  /** How much is to be done yet. */
  int planned() {
    return planned.size();
  }

  long nanoTime() {
    return Duration.between(start, now).toNanos();
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
