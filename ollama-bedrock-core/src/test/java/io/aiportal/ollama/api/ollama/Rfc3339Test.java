package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc3339Test {

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T01:48:17.966800120Z, 2026-11-23T01:48:17.96680012Z",
    "2026-11-23T01:48:17.100Z, 2026-11-23T01:48:17.1Z",
    "2026-11-23T01:48:17.123456789Z, 2026-11-23T01:48:17.123456789Z",
    "2026-11-23T01:48:10Z, 2026-11-23T01:48:10Z",
    "2026-11-23T01:48:10.000001Z, 2026-11-23T01:48:10.000001Z",
    "2026-11-23T01:48:10.000000001Z, 2026-11-23T01:48:10.000000001Z",
    "2026-11-23T01:00:00Z, 2026-11-23T01:00:00Z",
    "0001-01-01T00:00:00.500Z, 0001-01-01T00:00:00.5Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
  })
  void text_isUtcWithoutTrailingZeros(Instant time, String expected) {
    assertThat(Rfc3339.text(time)).isEqualTo(expected);
  }

  /** The beginning of a second's times is kept, and none may be taken for another's. */
  @Test
  void text_ofAnyTimeInAnyOrder_isThatTime() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(random.nextLong(-3, 3), random.nextInt(1_000_000_000) / 7 * 7L);
      String text = Rfc3339.text(time);
      assertThat(Instant.parse(text)).isEqualTo(time);
      assertThat(text).doesNotMatch(".*\\.\\d*0Z").hasSizeLessThanOrEqualTo(30);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-26T18:16:44.120Z, UTC, 2026-11-26T18:16:44.12Z",
    "2026-11-26T18:16:44.120Z, Europe/London, 2026-11-26T18:16:44.12Z",
    "2026-07-26T18:16:44Z, Europe/London, 2026-07-26T19:16:44+01:00",
    "2026-11-26T02:16:44.000000001Z, America/New_York, 2026-11-25T21:16:44.000000001-05:00",
    "2026-11-26T18:16:44Z, Asia/Kolkata, 2026-11-26T23:46:44+05:30",
    "0001-01-01T00:00:00Z, America/New_York, 0001-01-01T00:00:00Z",
  })
  void text_inTheZoneOfTheMachine_isAsGoPrintsIt(Instant time, String zone, String written) {
    assertThat(Rfc3339.text(time, ZoneId.of(zone))).isEqualTo(written);
  }
}
