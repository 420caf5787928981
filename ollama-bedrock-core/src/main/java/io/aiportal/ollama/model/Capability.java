package io.aiportal.ollama.model;

/** What a model can do. */
public enum Capability {
  COMPLETION("completion"),
  TOOLS("tools"),
  VISION("vision"),
  THINKING("thinking"),
  EMBEDDING("embedding"),
  /** Typed decisions, whose probabilities it states itself; only where the operator says so. */
  DECISION("decision");

  private final String value;

  Capability(String value) {
    this.value = value;
  }

  /** The capability's name in lower case, as clients and the catalogue write it. */
  public String value() {
    return value;
  }
}
