package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.LeftOutTool;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.go.GoSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds the tools that a model may call; the schemas of their parameters are taken whole. */
final class FunctionToolReader {

  private final GoReader in;
  private final GoSlice<Binding> bindings = new GoSlice<>(Binding::new);
  private final List<ToolDefinition> definitions = new ArrayList<>();
  private final Map<String, String> namespaces = new HashMap<>();
  private final List<Object> echo = new ArrayList<>();
  private final List<LeftOutTool> leftOut = new ArrayList<>();

  FunctionToolReader(GoReader in) {
    this.in = in;
  }

  /** The tools that were read. */
  List<ToolDefinition> definitions() {
    return definitions;
  }

  /** The namespaces of those that stand in one, by their names, which begin with them. */
  Map<String, String> namespaces() {
    return namespaces;
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
    in.slice("[]api.Tool", bindings, Binding::readNested);
    forget();
    bindings.map(Function.identity()).forEach(tool -> tool.nested(definitions, leftOut));
  }

  /** Reads tools that are described flatly, as responses have them. */
  void flat() throws IOException {
    in.slice("[]openai.ResponsesTool", bindings, Binding::readFlat);
    forget();
    echo.addAll(bindings.map(tool -> tool.flat(definitions, leftOut)));
  }

  private void forget() {
    definitions.clear();
    namespaces.clear();
    echo.clear();
    leftOut.clear();
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
    private @Nullable GoSlice<Binding> inside;

    void readNested() throws IOException {
      in.struct("api.Tool", this::toolField);
    }

    /** Adds the tool to those that are functions, or to the others. */
    void nested(List<ToolDefinition> tools, List<LeftOutTool> others) {
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
          described |= !in.isNull();
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
        parameters = in.isNull() ? parameters : in.map("api.ToolFunctionParameters", parameters);
      } else {
        read(field);
      }
    }

    void readFlat() throws IOException {
      in.struct("openai.ResponsesTool", this::flatField);
    }

    private void flatField(String field) throws IOException {
      switch (field) {
        case "type" -> type = in.string(type);
        case "parameters" -> parameters = in.map("map[string]interface {}", parameters);
        case "tools" -> {
          inside = inside == null ? new GoSlice<>(Binding::new) : inside;
          in.slice("[]openai.ResponsesTool", inside, Binding::readFlat);
        }
        case "server_label" -> label = in.any() instanceof String text ? text : "";
        default -> read(field);
      }
    }

    /** Adds the tool, or those in its namespace, to others of its kind; gives it to be repeated. */
    Map<String, @Nullable Object> flat(List<ToolDefinition> tools, List<LeftOutTool> others) {
      if (type.equals("namespace")) {
        List<ToolDefinition> named = new ArrayList<>();
        List<Map<String, @Nullable Object>> repeated =
            inside == null ? List.of() : inside.map(tool -> tool.flat(named, others));
        for (ToolDefinition tool : named) {
          String joined = joined(name, tool.name());
          namespaces.put(joined, name);
          tools.add(renamed(tool, joined));
        }
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

  /** What a model knows a tool of a namespace by; models know no namespaces. */
  static String joined(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + '.' + name;
  }

  private static ToolDefinition renamed(ToolDefinition tool, String name) {
    return new ToolDefinition(
        name, tool.description(), tool.inputSchema(), tool.strict(), tool.cachePoint());
  }
}
