package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.LeftOutTool;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tools a model may call, and whether it must.
 *
 * @param tools the tools that may be called
 * @param usage whether and which of them must be
 */
record OpenAiToolChoice(List<ToolDefinition> tools, ToolUsage usage) {

  /**
   * What a choice of a function is called; the last one is Anthropic's word, which clients mix up.
   */
  private static final Set<String> FUNCTIONS = Set.of("function", "", "tool");

  /**
   * Those of a request.
   *
   * @param offered its tools
   * @param leftOut those of its tools that no model is told of
   * @param choice its {@code tool_choice}: a word, or an object as chats or responses have it; null
   *     for none
   * @throws CallException 400, if the choice is none
   */
  static OpenAiToolChoice of(
      List<ToolDefinition> offered, List<LeftOutTool> leftOut, @Nullable Object choice) {
    if (choice == null) {
      return new OpenAiToolChoice(offered, ToolUsage.AUTO);
    }
    if (choice instanceof String word) {
      return new OpenAiToolChoice(offered, usage(word));
    }
    if (choice instanceof Map<?, ?> fields) {
      return "allowed_tools".equals(fields.get("type"))
          ? allowed(offered, body(fields, "allowed_tools"))
          : new OpenAiToolChoice(offered, new ToolUsage.Named(function(fields, leftOut)));
    }
    throw invalid();
  }

  private static ToolUsage usage(@Nullable Object word) {
    return switch (String.valueOf(word)) {
      case "auto" -> ToolUsage.AUTO;
      case "none" -> new ToolUsage.None();
      case "required", "any" -> new ToolUsage.Any();
      default -> throw invalid();
    };
  }

  private static OpenAiToolChoice allowed(List<ToolDefinition> offered, Map<?, ?> fields) {
    if (!(fields.get("tools") instanceof List<?> list)) {
      throw invalid();
    }
    Set<String> names =
        list.stream()
            .map(tool -> tool instanceof Map<?, ?> named ? name(named) : null)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return new OpenAiToolChoice(
        offered.stream().filter(tool -> names.contains(tool.name())).toList(),
        usage(fields.get("mode")));
  }

  /** The name of a function that must be called. */
  private static String function(Map<?, ?> fields, List<LeftOutTool> leftOut) {
    if (fields.get("type") instanceof String type && !FUNCTIONS.contains(type)) {
      throw LeftOutTool.refusal(type);
    }
    String name = name(fields);
    if (leftOut.stream().anyMatch(tool -> tool.name().equals(name))) {
      throw LeftOutTool.refusal(name);
    }
    return name;
  }

  /** The name that a model knows a tool by: chats have it in an object of its own. */
  private static String name(Map<?, ?> fields) {
    Map<?, ?> tool = body(fields, "function");
    if (tool.get("name") instanceof String name) {
      String namespace = tool.get("namespace") instanceof String outer ? outer : "";
      return FunctionToolReader.joined(namespace, name);
    }
    throw invalid();
  }

  private static Map<?, ?> body(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Map<?, ?> nested ? nested : fields;
  }

  private static CallException invalid() {
    return CallException.badRequest(
        "invalid tool_choice: it must be \"none\", \"auto\", \"required\", or name a function");
  }
}
