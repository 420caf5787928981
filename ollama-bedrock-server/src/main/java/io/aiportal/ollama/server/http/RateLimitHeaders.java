package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.limits.Limit;
import io.aiportal.ollama.server.limits.Standing;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells how much there is left of limits, as OpenAI's and Anthropic's APIs do; of several limits of
 * a kind the one of which least is left. Ollama's API has no such headers.
 */
final class RateLimitHeaders {

  private static final int MILLIS_OF_A_SECOND = 1_000;
  private static final int SECONDS_OF_A_MINUTE = 60;

  private RateLimitHeaders() {}

  /** Sets them, before the response has begun. */
  static void put(HttpCall call, List<Standing> standings) {
    HeaderMap headers = call.exchange().getResponseHeaders();
    for (Limit.Unit unit : List.of(Limit.Unit.REQUESTS, Limit.Unit.TOKENS)) {
      Standing standing = least(standings, unit);
      if (standing != null && call.protocol().equals(ResponseProtocol.OPENAI)) {
        openAi(headers, unit == Limit.Unit.REQUESTS ? "requests" : "tokens", standing);
      } else if (standing != null && call.protocol().equals(ResponseProtocol.ANTHROPIC)) {
        anthropic(headers, unit == Limit.Unit.REQUESTS ? "requests" : "tokens", standing);
      }
    }
  }

  private static @Nullable Standing least(List<Standing> standings, Limit.Unit unit) {
    Standing least = null;
    for (Standing standing : standings) {
      if (standing.limit().unit() == unit && (least == null || standing.left() < least.left())) {
        least = standing;
      }
    }
    return least;
  }

  private static void openAi(HeaderMap headers, String unit, Standing standing) {
    put(headers, "x-ratelimit-limit-" + unit, standing.limit().most());
    put(headers, "x-ratelimit-remaining-" + unit, standing.left());
    headers.put(new HttpString("x-ratelimit-reset-" + unit), told(standing.reset()));
  }

  private static void anthropic(HeaderMap headers, String unit, Standing standing) {
    put(headers, "anthropic-ratelimit-" + unit + "-limit", standing.limit().most());
    put(headers, "anthropic-ratelimit-" + unit + "-remaining", standing.left());
    Instant reset = Instant.now().plus(standing.reset()).plusMillis(MILLIS_OF_A_SECOND - 1);
    headers.put(
        new HttpString("anthropic-ratelimit-" + unit + "-reset"),
        reset.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static void put(HeaderMap headers, String name, long value) {
    headers.put(new HttpString(name), value);
  }

  /** A duration as OpenAI writes it: {@code 20ms}, {@code 1.5s} or {@code 1m0s}. */
  static String told(Duration duration) {
    long millis = duration.plusNanos(999_999).toMillis();
    if (millis < MILLIS_OF_A_SECOND) {
      return millis + "ms";
    }
    if (millis < (long) SECONDS_OF_A_MINUTE * MILLIS_OF_A_SECOND) {
      String seconds = String.valueOf(millis / (double) MILLIS_OF_A_SECOND);
      return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + 's';
    }
    long seconds = (millis + MILLIS_OF_A_SECOND - 1) / MILLIS_OF_A_SECOND;
    return seconds / SECONDS_OF_A_MINUTE + "m" + seconds % SECONDS_OF_A_MINUTE + 's';
  }
}
