package io.aiportal.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final String NOW = "Wed, 25 Nov 2026 10:00:00 GMT";

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "' 30 ', 30",
    "86400, 86400",
    "86401, 86400",
    "999999999, 86400",
    "9999999999999999999999, 86400"
  })
  void seconds_areReadUpToADay(String header, long seconds) {
    assertThat(RetryAfter.of(header, null)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void date_isCountedFromTheAnswersOwn() {
    assertThat(RetryAfter.of("Wed, 25 Nov 2026 10:00:09 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(9));
    assertThat(RetryAfter.of("Wed, 25 Nov 2026 09:59:00 GMT", " " + NOW + " "))
        .isEqualTo(Duration.ZERO);
    assertThat(RetryAfter.of("Fri, 27 Nov 2026 10:00:00 GMT", NOW)).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"-", "''", "soon", "-1", "1.5"})
  void anythingElse_saysNothing(String header) {
    assertThat(RetryAfter.of(header, NOW)).isNull();
  }

  @Test
  void date_withoutTheAnswersOwn_saysNothing() {
    assertThat(RetryAfter.of(NOW, null)).isNull();
    assertThat(RetryAfter.of(NOW, "now")).isNull();
  }
}
