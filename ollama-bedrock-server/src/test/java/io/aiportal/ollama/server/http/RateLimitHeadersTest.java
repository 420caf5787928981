package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0ms",
    "PT0.0001S, 1ms",
    "PT0.02S, 20ms",
    "PT1S, 1s",
    "PT1.5S, 1.5s",
    "PT59.999S, 59.999s",
    "PT60S, 1m0s",
    "PT6M0.5S, 6m1s",
  })
  void duration_isWrittenAsOpenAiWritesIt(Duration duration, String text) {
    assertThat(RateLimitHeaders.told(duration)).isEqualTo(text);
  }
}
