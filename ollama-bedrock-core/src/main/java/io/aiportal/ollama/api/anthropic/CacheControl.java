package io.aiportal.ollama.api.anthropic;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads hints for the prompt cache. */
final class CacheControl {

  private CacheControl() {}

  /**
   * How long a hint wants to keep what it marks.
   *
   * @param hint {@code {"type": "ephemeral", "ttl": "5m"}}; null for no hint
   * @return zero for the model's default; null for no hint
   */
  static @Nullable Duration timeToLive(@Nullable Map<String, @Nullable Object> hint) {
    if (hint == null) {
      return null;
    }
    Object ttl = hint.get("ttl");
    if ("1h".equals(ttl)) {
      return Duration.ofHours(1);
    }
    return "5m".equals(ttl) ? Duration.ofMinutes(5) : Duration.ZERO;
  }
}
