package io.aiportal.ollama.server.telemetry;

import java.util.Locale;

/** What became of a request. */
public enum Verdict {
  /** It got what it asked for. */
  ANSWERED,
  /** It was turned away for what it is, or for who asks: a status of 4xx. */
  REFUSED,
  /** It could not be answered, or its answer broke off. */
  FAILED,
  /** The client left before its answer was whole. */
  CLIENT_GONE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** What logs and metrics call it. */
  public String label() {
    return label;
  }
}
