package io.aiportal.ollama.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A timer whose time passes when a test says so. */
public final class ManualScheduler implements Scheduler {

  private final class Task implements Cancellation {
    final Runnable work;
    final Duration due;

    Task(Runnable work, Duration due) {
      this.work = work;
      this.due = due;
    }

    @Override
    public void cancel() {
      tasks.remove(this);
    }
  }

  private final List<Task> tasks = new ArrayList<>();
  private Duration now = Duration.ZERO;

  @Override
  public Cancellation schedule(Runnable task, Duration delay) {
    Task planned = new Task(task, now.plus(delay));
    tasks.add(planned);
    return planned;
  }

  /** Whether nothing is to happen any more. */
  public boolean isIdle() {
    return tasks.isEmpty();
  }

  /** Lets time pass, and whatever is due happen in its order. */
  public void pass(Duration time) {
    Duration end = now.plus(time);
    while (true) {
      Task next =
          tasks.stream()
              .filter(task -> task.due.compareTo(end) <= 0)
              .min(Comparator.comparing(task -> task.due))
              .orElse(null);
      if (next == null) {
        now = end;
        return;
      }
      tasks.remove(next);
      now = next.due;
      next.work.run();
    }
  }

  /** The time that has passed here, as a clock shows it. */
  public Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.EPOCH.plus(now);
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** How many tasks wait. */
  public int waiting() {
    return tasks.size();
  }
}
