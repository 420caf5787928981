package io.aiportal.ollama.chat;

/** Whether the model must call a tool, and which. */
public sealed interface ToolUsage {

  /** The model chooses. */
  ToolUsage AUTO = new Auto();

  /** The model chooses. */
  record Auto() implements ToolUsage {}

  /** No tool may be called, although some are described. */
  record None() implements ToolUsage {}

  /** Some tool must be called. */
  record Any() implements ToolUsage {}

  /** This tool must be called; the name is the caller's. */
  record Named(String name) implements ToolUsage {}
}
