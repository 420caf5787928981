package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds a tool's definition. */
final class ToolParamReader {

  private final GoReader in;
  private String type = "";
  private String name = "";
  private String description = "";
  private @Nullable Object inputSchema;
  private @Nullable Boolean strict;
  private @Nullable Map<String, @Nullable Object> cacheControl;

  ToolParamReader(GoReader in) {
    this.in = in;
  }

  /** Reads the tool; what was read before stays where nothing else is said. */
  void read() throws IOException {
    in.struct("anthropic.Tool", this::field);
  }

  ToolParam tool() {
    return new ToolParam(type, name, description, inputSchema, strict, cacheControl);
  }

  private void field(String field) throws IOException {
    switch (field) {
      case "type" -> type = in.string(type);
      case "name" -> name = in.string(name);
      case "description" -> description = in.string(description);
      case "input_schema" -> inputSchema = in.any();
      case "strict" -> strict = in.any() instanceof Boolean value ? value : null;
      case "cache_control" -> cacheControl = ContentBlockParam.asObject(in.any());
      case "max_uses" -> in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
      default -> in.skip();
    }
  }
}
