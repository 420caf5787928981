package io.aiportal.ollama.chat;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may call, as the caller describes it.
 *
 * @param name its name, any text
 * @param description what it does; null where the caller does not say
 * @param inputSchema a JSON Schema of its arguments, key order kept; null for a tool without any
 * @param strict whether arguments must follow the schema exactly; null for the model's own way
 * @param cachePoint how long the tools up to and including this one should be kept in the prompt
 *     cache; zero for the model's default, null for no hint
 */
public record ToolDefinition(
    String name,
    @Nullable String description,
    @Nullable Map<String, @Nullable Object> inputSchema,
    @Nullable Boolean strict,
    @Nullable Duration cachePoint) {

  public ToolDefinition {
    inputSchema =
        inputSchema == null
            ? null
            : Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(inputSchema));
  }
}
