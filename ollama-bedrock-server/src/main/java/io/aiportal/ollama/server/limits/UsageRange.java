package io.aiportal.ollama.server.limits;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far back one looks at what was taken, in hours or days of UTC; the last one is under way. */
public enum UsageRange {
  DAY("24h", 24, ChronoUnit.HOURS),
  WEEK("7d", 7, ChronoUnit.DAYS),
  MONTH("30d", 30, ChronoUnit.DAYS);

  private final String label;
  private final int length;
  private final ChronoUnit unit;

  UsageRange(String label, int length, ChronoUnit unit) {
    this.label = label;
    this.length = length;
    this.unit = unit;
  }

  /** The range that Ollama calls so. */
  public static Optional<UsageRange> of(String label) {
    for (UsageRange range : values()) {
      if (range.label.equals(label)) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }

  /** What Ollama calls it. */
  public String label() {
    return label;
  }

  /** What Ollama calls the length of its parts. */
  public String granularity() {
    return unit == ChronoUnit.HOURS ? "hour" : "day";
  }

  /**
   * A part of a range.
   *
   * @param from when it begins
   * @param until when it ends; the next one begins then
   * @param spending what was taken in it
   */
  public record Part(Instant from, Instant until, Spending spending) {}

  /** The parts of it that end with the one that is under way, empty ones included. */
  public List<Part> parts(Statement statement, Instant now) {
    Instant last = now.truncatedTo(unit);
    List<Part> parts = new ArrayList<>(length + 1);
    for (int i = length; i >= 0; i--) {
      Instant from = last.minus(i, unit);
      Spending spending =
          unit == ChronoUnit.HOURS
              ? statement.hour(from)
              : statement.day(LocalDate.ofInstant(from, ZoneOffset.UTC));
      parts.add(new Part(from, from.plus(1, unit), spending));
    }
    return parts;
  }
}
