package io.aiportal.ollama.chat;

/** Whether the model must call a tool, and which. */
public sealed interface ToolChoice {

  /** The model chooses. */
  ToolChoice AUTO = new Auto();

  /** The model chooses. */
  record Auto() implements ToolChoice {}

  /** No tool may be called, although some are described. */
  record None() implements ToolChoice {}

  /** Some tool must be called. */
  record Any() implements ToolChoice {}

  /** This tool must be called; the name is the caller's. */
  record Named(String name) implements ToolChoice {}
}
