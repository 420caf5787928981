package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
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
    name = Json.text(name);
    parameters = parameters == null ? null : Json.unmodifiable(parameters);
  }

  /** The tool that a definition in JSON is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Tool of(Definition definition) {
    Function function = definition.function();
    return new Tool(function.name(), function.description(), function.parameters());
  }

  /** The tool's definition as it stands in JSON. */
  @JsonValue
  Definition definition() {
    return new Definition("function", new Function(name, description, parameters));
  }

  /** A function with a description and a JSON Schema of its arguments. */
  public static Tool function(String name, String description, Map<String, ?> parameters) {
    return new Tool(name, description, Json.unmodifiable(parameters));
  }

  /** How Ollama wraps a function. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonPropertyOrder({"type", "function"})
  record Definition(
      @JsonProperty("type") String type, @JsonProperty("function") Function function) {

    Definition {
      function = function == null ? new Function("", null, null) : function;
    }
  }

  /** The function itself. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"name", "description", "parameters"})
  record Function(
      @JsonProperty("name") String name,
      @JsonProperty("description") @Nullable String description,
      @JsonProperty("parameters") @Nullable Map<String, @Nullable Object> parameters) {

    Function {
      name = Json.text(name);
    }
  }
}
