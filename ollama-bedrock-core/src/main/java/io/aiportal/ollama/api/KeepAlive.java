package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoDuration;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long a model stays loaded: seconds, or a duration as Go writes it; negative for ever. */
public final class KeepAlive {

  private static final Duration FOREVER = Duration.ofNanos(-1);
  private static final double NANOS = 1e9;

  /** More nanoseconds than Go counts: it comes to a time that is over already, but is not zero. */
  private static final double TOO_MANY_NANOS = 0x1p63;

  private static final Duration OVER_AT_ONCE = Duration.ofNanos(1);

  private KeepAlive() {}

  /**
   * The duration that a JSON value stands for.
   *
   * @throws CallException 400 in Ollama's words, if it is neither a number nor a duration
   */
  public static @Nullable Duration of(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      Duration duration = GoDuration.parse(text);
      return duration.isNegative() ? FOREVER : duration;
    }
    if (value instanceof Number seconds) {
      double nanos = seconds.doubleValue() * NANOS;
      if (nanos < 0) {
        return FOREVER;
      }
      return nanos < TOO_MANY_NANOS ? Duration.ofNanos((long) nanos) : OVER_AT_ONCE;
    }
    throw CallException.badRequest("Unsupported type: '" + goType(value) + "'");
  }

  private static String goType(Object value) {
    if (value instanceof Boolean) {
      return "bool";
    }
    return value instanceof List ? "[]interface {}" : "map[string]interface {}";
  }

  /** What a duration is in JSON: as Go writes it, and -1 for ever. */
  public static @Nullable Object toJson(@Nullable Duration duration) {
    if (duration == null) {
      return null;
    }
    return duration.isNegative() ? (Object) Integer.valueOf(-1) : GoDuration.format(duration);
  }
}
