package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.chat.ChatContent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of {@code /v1/chat/completions}.
 *
 * @param id names the answer
 * @param object what this is
 * @param created when it was made, in seconds
 * @param model the model's name as the request spelled it
 * @param systemFingerprint what made it
 * @param choices the one answer
 * @param usage what it took
 * @param debugInfo what the model would have been asked, where it was not; null otherwise
 */
@JsonPropertyOrder({
  "id",
  "object",
  "created",
  "model",
  "system_fingerprint",
  "choices",
  "usage",
  "_debug_info"
})
record ChatCompletion(
    @JsonProperty("id") String id,
    @JsonProperty("object") String object,
    @JsonProperty("created") long created,
    @JsonProperty("model") String model,
    @JsonProperty("system_fingerprint") String systemFingerprint,
    @JsonProperty("choices") List<Choice> choices,
    @JsonProperty("usage") CompletionUsage usage,
    @JsonProperty("_debug_info") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Map<String, Object> debugInfo) {

  /**
   * An answer.
   *
   * @param index which one
   * @param message what it says
   * @param finishReason why it ended; null where it has not begun
   */
  @JsonPropertyOrder({"index", "message", "finish_reason"})
  record Choice(
      @JsonProperty("index") int index,
      @JsonProperty("message") ChoiceMessage message,
      @JsonProperty("finish_reason") @Nullable String finishReason) {}

  /**
   * What an answer says.
   *
   * @param role who speaks
   * @param content the text
   * @param reasoning the thinking; empty for none
   * @param toolCalls the calls of tools; empty for none
   */
  @JsonPropertyOrder({"role", "content", "reasoning", "tool_calls"})
  record ChoiceMessage(
      @JsonProperty("role") String role,
      @JsonProperty("content") String content,
      @JsonProperty("reasoning") @JsonInclude(JsonInclude.Include.NON_EMPTY) String reasoning,
      @JsonProperty("tool_calls") @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<MessageToolCall> toolCalls) {}

  /**
   * A call of a tool.
   *
   * @param id names the call
   * @param index its place among the calls
   * @param type what is called
   * @param function the tool
   */
  @JsonPropertyOrder({"id", "index", "type", "function"})
  record MessageToolCall(
      @JsonProperty("id") String id,
      @JsonProperty("index") int index,
      @JsonProperty("type") String type,
      @JsonProperty("function") CalledFunction function) {

    static MessageToolCall of(int index, ChatContent.ToolUse call) {
      String id = call.id();
      return new MessageToolCall(
          id == null ? "" : id,
          index,
          "function",
          new CalledFunction(call.name(), CallArguments.write(call.input())));
    }
  }

  /**
   * The tool that is called.
   *
   * @param name its name
   * @param arguments a JSON object as text
   */
  @JsonPropertyOrder({"name", "arguments"})
  record CalledFunction(
      @JsonProperty("name") String name, @JsonProperty("arguments") String arguments) {}
}
