package io.aiportal.ollama.server.settings;

/** Settings that cannot be used; the message is one sentence for the operator. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A reason in one sentence: the setting's name, what is wrong with it, what is allowed. */
  public SettingsException(String message) {
    super(message);
  }

  /** The sentence; never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
