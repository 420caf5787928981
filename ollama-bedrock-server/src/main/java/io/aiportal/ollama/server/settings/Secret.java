package io.aiportal.ollama.server.settings;

/**
 * A value that must not be shown.
 *
 * @param value the secret itself
 */
public record Secret(String value) {

  /** What is shown instead. */
  static final String MASK = "********";

  /** Stars, however long the secret is. */
  @Override
  public String toString() {
    return MASK;
  }
}
