package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tool's definition.
 *
 * <p>Ollama keeps only the parts of a parameter schema that its own types know. Bedrock understands
 * the whole of it, so the whole is kept; only what Ollama looks at must have the right type.
 */
final class ToolReader {

  private final GoReader in;
  private String name = "";
  private @Nullable String description;
  private @Nullable Map<String, @Nullable Object> parameters;

  ToolReader(GoReader in) {
    this.in = in;
  }

  /** Reads the tool; what was read before stays where nothing else is said. */
  void read() throws IOException {
    in.struct("api.Tool", this::field);
  }

  Tool tool() {
    return new Tool(name, description, parameters);
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "type" -> in.string("");
      case "function" -> in.struct("api.ToolFunction", this::functionField);
      default -> in.skip();
    }
  }

  private void functionField(String field) throws IOException {
    switch (field) {
      case "name" -> name = in.string(name);
      case "description" -> description = in.isNull() ? description : in.string("");
      case "parameters" -> parameters = parameters();
      default -> in.skip();
    }
  }

  private @Nullable Map<String, @Nullable Object> parameters() throws IOException {
    if (in.isNull()) {
      return parameters;
    }
    Map<String, @Nullable Object> schema =
        parameters == null ? new LinkedHashMap<>() : new LinkedHashMap<>(parameters);
    in.struct("api.ToolFunctionParameters", field -> schemaField(field, schema));
    return schema;
  }

  private void schemaField(String field, Map<String, @Nullable Object> schema) throws IOException {
    String key = in.key();
    if (in.isNull()) {
      if (!field.equals("type")) { // Go clears all but texts
        schema.remove(key);
      }
      return;
    }
    schema.put(
        key,
        switch (field) {
          case "type" -> in.string("");
          case "required" -> strings();
          case "properties" -> in.orderedMap();
          default -> in.any();
        });
  }

  private List<String> strings() throws IOException {
    List<String> strings = new ArrayList<>();
    in.array("[]string", () -> strings.add(in.string("")));
    return strings;
  }
}
