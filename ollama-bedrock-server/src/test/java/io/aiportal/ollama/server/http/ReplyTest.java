package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallException.Kind;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyTest {

  private static @Nullable String retryAfter(int status, @Nullable Duration wait) {
    HttpServerExchange exchange = new HttpServerExchange(null);
    Reply.retryAfter(exchange, new CallException(Kind.THROTTLED, status, "no", wait, null));
    return exchange.getResponseHeaders().getFirst("Retry-After");
  }

  @ParameterizedTest
  @CsvSource({"429, PT2S, 2", "503, PT2.1S, 3", "503, PT0S, 1", "429, PT0.2S, 1", "503, PT1M, 60"})
  void retryAfter_isInWholeSeconds(int status, Duration wait, String seconds) {
    assertThat(retryAfter(status, wait)).isEqualTo(seconds);
  }

  @Test
  void retryAfter_whereNobodyKnows_isAGuess() {
    assertThat(retryAfter(503, null)).isEqualTo("5");
    assertThat(retryAfter(429, null)).isEqualTo("5");
  }

  @Test
  void retryAfter_ofAUsedUpQuota_isAnHour() {
    HttpServerExchange exchange = new HttpServerExchange(null);
    Reply.retryAfter(exchange, new CallException(Kind.QUOTA_EXCEEDED, 429, "no", null, null));
    assertThat(exchange.getResponseHeaders().getFirst("Retry-After")).isEqualTo("3600");
  }

  @Test
  void retryAfter_isLeftOut_whereItDoesNotHelp() {
    assertThat(retryAfter(500, Duration.ofSeconds(1))).isNull();
    assertThat(retryAfter(504, Duration.ofSeconds(1))).isNull();
  }
}
