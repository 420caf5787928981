package io.aiportal.ollama.bedrock;

/** Which tool the model must call. */
public sealed interface ToolChoice {

  /** Any one of them. */
  record Any() implements ToolChoice {}

  /** This one. */
  record Tool(String name) implements ToolChoice {}
}
