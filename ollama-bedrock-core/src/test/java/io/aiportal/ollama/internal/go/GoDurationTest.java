package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "999, 999ns",
    "1000, 1µs",
    "1100, 1.1µs",
    "999999, 999.999µs",
    "1000000, 1ms",
    "2200000, 2.2ms",
    "999999999, 999.999999ms",
    "1000000000, 1s",
    "3300000000, 3.3s",
    "59999999999, 59.999999999s",
    "60000000000, 1m0s",
    "245000000000, 4m5s",
    "3599000000000, 59m59s",
    "3600000000000, 1h0m0s",
    "18367001000000, 5h6m7.001s",
    "86400000000000, 24h0m0s",
    "-1, -1ns",
    "-90000000000, -1m30s",
    "9223372036854775807, 2562047h47m16.854775807s",
  })
  void format_asGoPrints(long nanos, String expected) {
    assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(expected);
    assertThat(GoDuration.parse(expected)).isEqualTo(Duration.ofNanos(nanos));
  }

  @Test
  void text_thatIsNoDuration_isQuotedAsGoDoes() {
    assertThatThrownBy(() -> GoDuration.parse("1 h\t\u007f\u00e9"))
        .isInstanceOf(CallException.class)
        .hasMessageContaining("\"1 h\\x09\u007f\\xc3\\xa9\"");
  }

  @Test
  void format_tooLongForGo_isItsLongest() {
    assertThat(GoDuration.format(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo("2562047h47m16.854775807s");
  }
}
