package io.aiportal.ollama.bedrock;

/** Whether the model must call a tool, and which. */
public sealed interface ToolChoice {

  /** The model chooses. */
  record Auto() implements ToolChoice {}

  /** Any one of them. */
  record Any() implements ToolChoice {}

  /** This one. */
  record Tool(String name) implements ToolChoice {}
}
