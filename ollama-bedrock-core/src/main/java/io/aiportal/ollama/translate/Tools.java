package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.Tool;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ToolTraits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools of a request in Bedrock's words. */
final class Tools {

  private static final String GONE = "This tool is no longer available. Do not call it.";

  private final Map<String, Tool> offered = new LinkedHashMap<>();
  private final Set<String> called = new LinkedHashSet<>();

  private Tools() {}

  /** The tools that a request offers, and those that its history calls. */
  static Tools of(ChatRequest request) {
    Tools tools = new Tools();
    for (Tool tool : request.tools()) {
      if (!tool.name().isBlank()) {
        tools.offered.putIfAbsent(tool.name(), tool);
      }
    }
    for (Message message : request.messages()) {
      for (ToolCall call : message.toolCalls()) {
        tools.called.add(call.function().name());
      }
    }
    return tools;
  }

  /** The tools' names, there and back. */
  ToolNames names(ModelTraits traits) {
    Set<String> names = new LinkedHashSet<>(offered.keySet());
    names.addAll(called);
    return ToolNames.of(names, traits.tools().hyphensInNames());
  }

  /**
   * What Bedrock is told of the tools.
   *
   * @param answer a tool through which the model must answer; null for none
   * @param usedBefore whether the conversation has calls; Bedrock wants tools then, even if none is
   *     offered any more
   * @return null where there is nothing to tell
   */
  @Nullable ToolConfiguration toConfiguration(
      ToolNames names, @Nullable ToolSpecification answer, boolean usedBefore, ModelTraits traits) {
    List<ToolSpecification> tools = new ArrayList<>();
    offered.values().forEach(tool -> tools.add(specification(tool, names)));
    if (tools.isEmpty() && usedBefore) {
      called.forEach(name -> tools.add(gone(names.toBedrock(name))));
    }
    if (answer != null) {
      tools.add(answer);
    }
    return tools.isEmpty() ? null : new ToolConfiguration(tools, choice(answer, traits));
  }

  /** The answer's tool must be called; where others are offered, one of them may come first. */
  private @Nullable ToolChoice choice(@Nullable ToolSpecification answer, ModelTraits traits) {
    if (answer == null) {
      return null;
    }
    boolean named = offered.isEmpty() && traits.tools().choice() != ToolTraits.Choice.ANY;
    return named ? new ToolChoice.Tool(answer.name()) : new ToolChoice.Any();
  }

  private static ToolSpecification specification(Tool tool, ToolNames names) {
    String description = tool.description();
    return new ToolSpecification(
        names.toBedrock(tool.name()),
        description == null || description.isBlank() ? null : description,
        ToolSchemas.of(tool.parameters()));
  }

  private static ToolSpecification gone(String name) {
    return new ToolSpecification(name, GONE, ToolSchemas.of(null));
  }
}
