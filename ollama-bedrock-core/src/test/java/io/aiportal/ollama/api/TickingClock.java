package io.aiportal.ollama.api;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on by a millisecond each time it is read. */
public final class TickingClock extends Clock {

  private Instant next = Instant.parse("2026-11-23T10:00:00Z");

  @Override
  public Instant instant() {
    Instant now = next;
    next = now.plusMillis(1);
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("tests read instants only");
  }
}
