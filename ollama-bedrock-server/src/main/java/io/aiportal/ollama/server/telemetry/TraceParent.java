package io.aiportal.ollama.server.telemetry;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header with which a caller says what trace its request is part of, as W3C defines it. */
public final class TraceParent {

  private static final Pattern FORM =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private TraceParent() {}

  /**
   * The id of the trace in 32 hexadecimal digits; null where there is none.
   *
   * @param headers the values of {@code traceparent}; only a single one counts
   */
  public static @Nullable String traceId(List<String> headers) {
    if (headers.size() != 1) {
      return null;
    }
    String header = headers.get(0);
    Matcher parts = FORM.matcher(header);
    // Only later versions may say more.
    boolean whole = parts.matches() && (parts.group(2) == null || !header.startsWith("00"));
    return whole ? parts.group(1) : null;
  }
}
