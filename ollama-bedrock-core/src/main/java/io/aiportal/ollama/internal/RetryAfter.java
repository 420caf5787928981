package io.aiportal.ollama.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads and writes the {@code Retry-After} of HTTP answers. */
public final class RetryAfter {

  /** Whoever asks for more than a day wants nobody to wait. */
  private static final long LONGEST_SECONDS = 86_400;

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param retryAfter seconds, or a date as HTTP writes it; null where the header is missing
   * @param date the answer's own {@code Date}, from which a date is counted; null where missing
   * @return null where the headers do not say
   */
  public static @Nullable Duration of(@Nullable String retryAfter, @Nullable String date) {
    if (retryAfter == null) {
      return null;
    }
    String value = retryAfter.strip();
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return seconds(value);
    }
    Instant until = instant(value);
    Instant now = date == null ? null : instant(date.strip());
    if (until == null || now == null) {
      return null;
    }
    return limited(Duration.between(now, until));
  }

  /** A wait in whole seconds, as the header has it; never 0, which would mean "at once". */
  public static long seconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }

  private static Duration seconds(String digits) {
    return digits.length() > 9
        ? Duration.ofSeconds(LONGEST_SECONDS)
        : limited(Duration.ofSeconds(Long.parseLong(digits)));
  }

  private static Duration limited(Duration wait) {
    long seconds = Math.max(0, Math.min(wait.toSeconds(), LONGEST_SECONDS));
    return Duration.ofSeconds(seconds);
  }

  private static @Nullable Instant instant(String date) {
    try {
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    } catch (DateTimeParseException unreadable) {
      return null;
    }
  }
}
