package io.aiportal.ollama.server.settings;

import java.util.Locale;

/** Whether the request log's lines are metrics, too. */
public enum MetricsLog {
  /** They are not. */
  NONE,
  /** In CloudWatch's embedded metric format. */
  EMF;

  static MetricsLog parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
