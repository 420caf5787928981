package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in the zone of the machine, as Go prints them. */
class Rfc3339Test {

  @ParameterizedTest
  @CsvSource({
    "2026-11-26T18:16:44.120Z, UTC, 2026-11-26T18:16:44.12Z",
    "2026-11-26T18:16:44.120Z, Europe/London, 2026-11-26T18:16:44.12Z",
    "2026-07-26T18:16:44Z, Europe/London, 2026-07-26T19:16:44+01:00",
    "2026-11-26T02:16:44.000000001Z, America/New_York, 2026-11-25T21:16:44.000000001-05:00",
    "2026-11-26T18:16:44Z, Asia/Kolkata, 2026-11-26T23:46:44+05:30",
    "0001-01-01T00:00:00Z, America/New_York, 0001-01-01T00:00:00Z",
  })
  void time_isTheZonesOwn(Instant time, String zone, String written) {
    assertThat(Rfc3339.text(time, ZoneId.of(zone))).isEqualTo(written);
  }
}
