package io.aiportal.ollama.bedrock;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may ask for.
 *
 * @param name 1 to 64 characters of {@code [a-zA-Z0-9_-]}
 * @param description what it does, not blank; null for none
 * @param inputSchema a JSON Schema of type object
 */
public record ToolSpecification(
    String name, @Nullable String description, Map<String, @Nullable Object> inputSchema) {

  public ToolSpecification {
    inputSchema = Documents.unmodifiable(inputSchema);
  }
}
