package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the tools that a model may call; the schemas of their parameters are taken whole. */
final class FunctionToolReader {

  private final GoReader in;

  FunctionToolReader(GoReader in) {
    this.in = in;
  }

  /** Reads tools whose description is an object of its own, as chats have them. */
  List<ToolDefinition> nested() throws IOException {
    List<ToolDefinition> tools = new ArrayList<>();
    in.array("[]api.Tool", () -> tools.add(new Binding().nested()));
    return tools;
  }

  /** Binds the fields of a tool. */
  private final class Binding {

    private String name = "";
    private @Nullable String description;
    private @Nullable Map<String, @Nullable Object> parameters;
    private @Nullable Boolean strict;

    ToolDefinition nested() throws IOException {
      in.struct("api.Tool", this::toolField);
      return new ToolDefinition(name, description, parameters, strict, null);
    }

    private void toolField(String field) throws IOException {
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
        case "parameters" -> parameters = in.map("api.ToolFunctionParameters");
        case "strict" -> strict = in.any() instanceof Boolean wish ? wish : null;
        default -> in.skip();
      }
    }
  }
}
