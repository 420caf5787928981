package io.aiportal.ollama.server.limits;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one has taken lately; what is missing took nothing.
 *
 * @param hours by hours of UTC, for a day
 * @param days by days of UTC, for 31 days
 * @param reserved what is reserved for answers that are being made, in billionths of a US dollar
 */
public record Statement(
    Map<Instant, Spending> hours, Map<LocalDate, Spending> days, long reserved) {

  /** Nothing was taken. */
  public static final Statement NONE = new Statement(Map.of(), Map.of(), 0);

  public Statement {
    hours = new TreeMap<>(hours);
    days = new TreeMap<>(days);
  }

  /** What was taken in the hour that begins then. */
  public Spending hour(Instant begin) {
    return hours.getOrDefault(begin.truncatedTo(ChronoUnit.HOURS), Spending.NONE);
  }

  /** What was taken on a day. */
  public Spending day(LocalDate day) {
    return days.getOrDefault(day, Spending.NONE);
  }

  /** What was spent since the period began that a day is in, in billionths of a US dollar. */
  public long spent(Period period, LocalDate day) {
    return spent(days, period, day);
  }

  /** The same for days of which no statement was made. */
  static long spent(Map<LocalDate, Spending> days, Period period, LocalDate day) {
    LocalDate first = period.first(day);
    long sum = 0;
    for (Map.Entry<LocalDate, Spending> entry : days.entrySet()) {
      sum += entry.getKey().isBefore(first) ? 0 : entry.getValue().nanoUsd();
    }
    return sum;
  }
}
