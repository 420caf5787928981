package io.aiportal.ollama.server.limits;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** For how long a budget is, by the clock of UTC. */
public enum Period {
  DAY,
  MONTH;

  /** The first day of the period that a day is in. */
  LocalDate first(LocalDate day) {
    return this == DAY ? day : day.withDayOfMonth(1);
  }

  /** When the next one begins. */
  Instant end(LocalDate day) {
    LocalDate first = first(day);
    LocalDate next = this == DAY ? first.plusDays(1) : first.plusMonths(1);
    return next.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
