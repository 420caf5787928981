package io.aiportal.ollama.internal.go;

import io.aiportal.ollama.chat.CallException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 300ms}, {@code -1.5h}, {@code 2h45m}. */
public final class GoDuration {

  private static final long NANOS_IN_SECOND = 1_000_000_000L;
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  /** More digits than any duration needs; what is longer is either too large or too fine. */
  private static final int MAX_DIGITS = 40;

  private final String text;
  private int at;

  private GoDuration(String text) {
    this.text = text;
  }

  /**
   * The duration that a text stands for.
   *
   * @throws CallException 400, in Go's words
   */
  public static Duration parse(String text) {
    return new GoDuration(text).parse();
  }

  /** A duration as Go prints it, such as {@code 5m0s}; what is too long for Go is its longest. */
  public static String format(Duration duration) {
    if (duration.isNegative()) {
      return "-" + format(duration.negated());
    }
    boolean tooLong = duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0;
    long nanos = tooLong ? Long.MAX_VALUE : duration.toNanos();
    if (nanos < NANOS_IN_SECOND) {
      return formatShort(nanos);
    }
    long minutes = nanos / NANOS_IN_SECOND / 60;
    return (minutes >= 60 ? minutes / 60 + "h" : "")
        + (minutes > 0 ? minutes % 60 + "m" : "")
        + decimal(nanos - minutes * 60 * NANOS_IN_SECOND, 9)
        + "s";
  }

  private static String formatShort(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    return nanos < 1_000_000 ? decimal(nanos, 3) + "\u00b5s" : decimal(nanos, 6) + "ms";
  }

  private static String decimal(long number, int scale) {
    return BigDecimal.valueOf(number, scale).stripTrailingZeros().toPlainString();
  }

  private Duration parse() {
    boolean negative = text.startsWith("-");
    if (negative || text.startsWith("+")) {
      at = 1;
    }
    if (text.substring(at).equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    do {
      nanos = nanos.add(term());
      if (nanos.compareTo(MAX) > 0) {
        throw invalid();
      }
    } while (at < text.length());
    Duration duration = Duration.ofNanos(nanos.longValue());
    return negative ? duration.negated() : duration;
  }

  /** One number with its unit, in whole nanoseconds. */
  private BigDecimal term() {
    String whole = digits();
    String fraction = "";
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      fraction = digits();
    }
    if (whole.length() + fraction.length() == 0 || whole.length() > MAX_DIGITS) {
      throw invalid();
    }
    String digits = "0" + whole + "." + fraction + "0";
    BigDecimal number =
        new BigDecimal(digits.substring(0, Math.min(digits.length(), 2 * MAX_DIGITS)));
    return number.multiply(BigDecimal.valueOf(unit())).setScale(0, RoundingMode.DOWN);
  }

  private String digits() {
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private long unit() {
    int from = at;
    while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
      at++;
    }
    String unit = text.substring(from, at);
    if (unit.isEmpty()) {
      throw CallException.badRequest("time: missing unit in duration " + quote(text));
    }
    Long nanos = nanos(unit);
    if (nanos == null) {
      throw CallException.badRequest(
          "time: unknown unit " + quote(unit) + " in duration " + quote(text));
    }
    return nanos;
  }

  private static @Nullable Long nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "\u00b5s", "\u03bcs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> null;
    };
  }

  private CallException invalid() {
    return CallException.badRequest("time: invalid duration " + quote(text));
  }

  /** Go's time package has a quote of its own: whatever is no plain ASCII becomes hex bytes. */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        quoted.append('\\').append((char) b);
      } else if (b >= ' ') {
        quoted.append((char) b);
      } else {
        quoted.append(String.format("\\x%02x", b));
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
