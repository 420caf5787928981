package io.aiportal.ollama.api.ollama;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function that the model may call.
 *
 * @param name the function's name
 * @param description what it does; null if the caller does not say
 * @param parameters a JSON Schema of its arguments, key order kept; null for a function without any
 */
public record Tool(
    String name, @Nullable String description, @Nullable Map<String, @Nullable Object> parameters) {

  public Tool {
    parameters = parameters == null ? null : Json.unmodifiable(parameters);
  }

  /** A function with a description and a JSON Schema of its arguments. */
  public static Tool function(String name, String description, Map<String, ?> parameters) {
    return new Tool(name, description, Json.unmodifiable(parameters));
  }
}
