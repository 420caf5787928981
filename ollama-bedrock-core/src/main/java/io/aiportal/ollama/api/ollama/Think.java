package io.aiportal.ollama.api.ollama;

/** Whether, and how hard, a model should think where the caller can see it. */
public enum Think {
  /** No thinking. */
  OFF,
  /** Thinking, as much as the model finds right. */
  ON,
  LOW,
  MEDIUM,
  HIGH,
  MAX
}
