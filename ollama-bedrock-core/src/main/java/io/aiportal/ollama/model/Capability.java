package io.aiportal.ollama.model;

/** What a model can do, in Ollama's words. */
public enum Capability {
  COMPLETION("completion"),
  TOOLS("tools"),
  VISION("vision"),
  THINKING("thinking"),
  EMBEDDING("embedding");

  private final String value;

  Capability(String value) {
    this.value = value;
  }

  /** The capability's name on Ollama's wire. */
  public String value() {
    return value;
  }
}
