package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the tools that a model may call; the schemas of their parameters are taken whole. */
final class FunctionToolReader {

  private static final String CUSTOM =
      "tools of the type \"custom\" are not supported: the input of a tool is a JSON object; describe"
          + " it as a function";

  private final GoReader in;
  private List<ToolDefinition> definitions = List.of();
  private List<Object> echo = List.of();

  FunctionToolReader(GoReader in) {
    this.in = in;
  }

  /** The tools that were read. */
  List<ToolDefinition> definitions() {
    return definitions;
  }

  /** The tools as a response repeats them. */
  List<Object> echo() {
    return echo;
  }

  /** Reads tools whose description is an object of its own, as chats have them. */
  void nested() throws IOException {
    List<ToolDefinition> tools = new ArrayList<>();
    in.array("[]api.Tool", () -> tools.add(new Binding().nested()));
    definitions = tools;
  }

  /** Reads tools that are described flatly, as responses have them. */
  void flat() throws IOException {
    List<ToolDefinition> tools = new ArrayList<>();
    List<Object> repeated = new ArrayList<>();
    in.array("[]openai.ResponsesTool", () -> repeated.add(new Binding().flat(tools)));
    definitions = tools;
    echo = repeated;
  }

  /** Binds the fields of a tool. */
  private final class Binding {

    private String type = "";
    private String name = "";
    private @Nullable String description;
    private @Nullable Map<String, @Nullable Object> parameters;
    private @Nullable Boolean strict;

    ToolDefinition nested() throws IOException {
      in.struct("api.Tool", this::toolField);
      return definition();
    }

    private void toolField(String field) throws IOException {
      switch (field) {
        case "type" -> in.string("");
        case "function" -> in.struct("api.ToolFunction", this::functionField);
        default -> in.skip();
      }
    }

    private void functionField(String field) throws IOException {
      if (field.equals("parameters")) {
        parameters = in.map("api.ToolFunctionParameters");
      } else {
        read(field);
      }
    }

    /** Adds the tool, or those in its namespace, to others; gives it as it is repeated. */
    Map<String, @Nullable Object> flat(List<ToolDefinition> tools) throws IOException {
      List<ToolDefinition> inside = new ArrayList<>();
      List<Object> repeated = new ArrayList<>();
      in.struct(
          "openai.ResponsesTool",
          field -> {
            switch (field) {
              case "type" -> type = in.string(type);
              case "parameters" -> parameters = in.map("map[string]interface {}");
              case "tools" ->
                  in.array(
                      "[]openai.ResponsesTool", () -> repeated.add(new Binding().flat(inside)));
              default -> read(field);
            }
          });
      switch (type) {
        case "namespace" -> {
          inside.forEach(tool -> tools.add(renamed(tool, name + '.' + tool.name())));
          return JsonFields.of("type", type, "name", name, "tools", repeated);
        }
        case "function", "" -> tools.add(definition());
        case "custom" -> throw CallException.badRequest(CUSTOM);
        default -> {} // what OpenAI runs itself, nobody runs here
      }
      return JsonFields.of(
          "type",
          type,
          "name",
          name,
          "description",
          description,
          "strict",
          strict,
          "parameters",
          parameters);
    }

    private void read(String field) throws IOException {
      switch (field) {
        case "name" -> name = in.string(name);
        case "description" -> description = in.isNull() ? description : in.string("");
        case "strict" -> strict = in.any() instanceof Boolean wish ? wish : null;
        default -> in.skip();
      }
    }

    private ToolDefinition definition() {
      return new ToolDefinition(name, description, parameters, strict, null);
    }
  }

  private static ToolDefinition renamed(ToolDefinition tool, String name) {
    return new ToolDefinition(
        name, tool.description(), tool.inputSchema(), tool.strict(), tool.cachePoint());
  }
}
