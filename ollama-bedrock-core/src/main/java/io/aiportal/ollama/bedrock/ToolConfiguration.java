package io.aiportal.ollama.bedrock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a call.
 *
 * @param tools at least one
 * @param toolChoice which of them the model must call; null lets it choose
 */
public record ToolConfiguration(List<ToolSpecification> tools, @Nullable ToolChoice toolChoice) {

  public ToolConfiguration {
    tools = List.copyOf(tools);
  }
}
