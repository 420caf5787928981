package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.LeftOutTool;
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
  private List<ToolDefinition> definitions = List.of();
  private List<Object> echo = List.of();
  private List<LeftOutTool> leftOut = List.of();

  FunctionToolReader(GoReader in) {
    this.in = in;
  }

  /** The tools that were read. */
  List<ToolDefinition> definitions() {
    return definitions;
  }

  /**
   * Those that are no functions: what OpenAI runs itself nobody runs here, and texts are no input.
   */
  List<LeftOutTool> leftOut() {
    return leftOut;
  }

  /** The tools as a response repeats them. */
  List<Object> echo() {
    return echo;
  }

  /** Reads tools whose description is an object of its own, as chats have them. */
  void nested() throws IOException {
    List<ToolDefinition> tools = new ArrayList<>();
    List<LeftOutTool> others = new ArrayList<>();
    in.array("[]api.Tool", () -> new Binding().nested(tools, others));
    definitions = tools;
    leftOut = others;
  }

  /** Reads tools that are described flatly, as responses have them. */
  void flat() throws IOException {
    List<ToolDefinition> tools = new ArrayList<>();
    List<Object> repeated = new ArrayList<>();
    List<LeftOutTool> others = new ArrayList<>();
    in.array("[]openai.ResponsesTool", () -> repeated.add(new Binding().flat(tools, others)));
    definitions = tools;
    leftOut = others;
    echo = repeated;
  }

  /** Binds the fields of a tool. */
  private final class Binding {

    private String type = "";
    private String name = "";
    private @Nullable String description;
    private @Nullable Map<String, @Nullable Object> parameters;
    private @Nullable Boolean strict;
    private boolean described;
    private String label = "";

    /** Adds the tool to those that are functions, or to the others. */
    void nested(List<ToolDefinition> tools, List<LeftOutTool> others) throws IOException {
      in.struct("api.Tool", this::toolField);
      if (described || isFunction()) {
        tools.add(definition());
      } else {
        others.add(new LeftOutTool(type, name));
      }
    }

    private void toolField(String field) throws IOException {
      switch (field) {
        case "type" -> type = in.string(type);
        case "function" -> {
          described = !in.isNull();
          in.struct("api.ToolFunction", this::functionField);
        }
        case "custom" -> custom(in.any());
        default -> in.skip();
      }
    }

    private void custom(@Nullable Object tool) {
      if (!described
          && tool instanceof Map<?, ?> fields
          && fields.get("name") instanceof String own) {
        name = own;
      }
    }

    private boolean isFunction() {
      return type.isEmpty() || type.equals("function");
    }

    private void functionField(String field) throws IOException {
      if (field.equals("parameters")) {
        parameters = in.map("api.ToolFunctionParameters");
      } else {
        read(field);
      }
    }

    /** Adds the tool, or those in its namespace, to others of its kind; gives it to be repeated. */
    Map<String, @Nullable Object> flat(List<ToolDefinition> tools, List<LeftOutTool> others)
        throws IOException {
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
                      "[]openai.ResponsesTool",
                      () -> repeated.add(new Binding().flat(inside, others)));
              case "server_label" -> label = in.any() instanceof String text ? text : "";
              default -> read(field);
            }
          });
      if (type.equals("namespace")) {
        inside.forEach(tool -> tools.add(renamed(tool, name + '.' + tool.name())));
        return JsonFields.of("type", type, "name", name, "tools", repeated);
      }
      if (isFunction()) {
        tools.add(definition());
      } else {
        others.add(new LeftOutTool(type, name.isEmpty() ? label : name));
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
