package io.aiportal.ollama.api.anthropic;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/messages}, and of {@code /v1/messages/count_tokens}.
 *
 * @param model the model's name as the caller spells it; answers echo it verbatim
 * @param maxTokens tokens that the answer may have; 0 where only the prompt is counted
 * @param system blocks of the system prompt; one text block where it was a string, empty for none
 * @param messages the conversation
 * @param stream whether the answer comes as events
 * @param temperature how freely to choose; null for the model's default
 * @param topP how much of the likely tokens to choose from; null for the model's default
 * @param topK how many tokens to choose from; null for the model's default
 * @param stopSequences texts that end the answer
 * @param tools the tools that the model may call
 * @param toolChoice whether and which tool must be called; null for the model's choice
 * @param thinking whether the model should think; null where the caller does not say
 * @param effort how hard the model should work, in the caller's word; empty where he does not say
 * @param format how the answer must look, a JSON object; null for free text
 * @param cacheControl the hint that the whole prompt be cached, a JSON object; null for none
 * @param ignored names of fields that have no effect
 */
public record MessagesRequest(
    String model,
    int maxTokens,
    List<ContentBlockParam> system,
    List<MessageParam> messages,
    boolean stream,
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer topK,
    List<String> stopSequences,
    List<ToolParam> tools,
    @Nullable ToolChoiceParam toolChoice,
    @Nullable ThinkingParam thinking,
    String effort,
    @Nullable Map<String, @Nullable Object> format,
    @Nullable Map<String, @Nullable Object> cacheControl,
    List<String> ignored) {

  /** The tools that the model is told of: not those that Anthropic's own servers run. */
  List<ToolParam> callable() {
    return tools.stream().filter(tool -> !tool.isServers()).toList();
  }

  public MessagesRequest {
    system = List.copyOf(system);
    messages = List.copyOf(messages);
    stopSequences = List.copyOf(stopSequences);
    tools = List.copyOf(tools);
    ignored = List.copyOf(ignored);
  }
}
