package io.aiportal.ollama.bedrock;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may ask for.
 *
 * @param name 1 to 64 characters of {@code [a-zA-Z0-9_-]}
 * @param description what it does, not blank; null for none
 * @param inputSchema a JSON Schema of type object
 * @param strict whether the arguments must follow the schema exactly; null leaves it out
 * @param cachePoint a cache point that stands behind this tool; null for none
 */
public record ToolSpecification(
    String name,
    @Nullable String description,
    Map<String, @Nullable Object> inputSchema,
    @Nullable Boolean strict,
    ContentBlock.@Nullable CachePoint cachePoint) {

  public ToolSpecification {
    inputSchema = Documents.unmodifiable(inputSchema);
  }

  /** A tool with nothing but a name, a description and a schema. */
  public ToolSpecification(
      String name, @Nullable String description, Map<String, @Nullable Object> inputSchema) {
    this(name, description, inputSchema, null, null);
  }
}
