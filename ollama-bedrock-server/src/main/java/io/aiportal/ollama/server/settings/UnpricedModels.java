package io.aiportal.ollama.server.settings;

import java.util.Locale;

/** What becomes of models whose price nobody knows, where they are paid from a budget. */
public enum UnpricedModels {
  /** They are refused. */
  REFUSE,
  /** They are taken to cost what the dearest one costs. */
  DEAREST;

  static UnpricedModels parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
