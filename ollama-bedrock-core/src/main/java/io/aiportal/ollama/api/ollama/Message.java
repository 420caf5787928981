package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, in or out.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}, in lower case; any
 *     other word is read as {@code user}
 * @param content the text; empty where the message has none
 * @param thinking the model's thinking before the text; null or empty for none
 * @param images images that go with a user's text, as the bytes of their files; never in answers
 * @param toolCalls the functions that the assistant wants called
 * @param toolName the function that a {@code tool} message answers; null if the caller does not say
 * @param toolCallId the call that a {@code tool} message answers; null if the caller does not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"role", "content", "thinking", "images", "tool_calls"})
public record Message(
    @JsonProperty("role") String role,
    @JsonProperty("content") String content,
    @JsonProperty("thinking") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String thinking,
    @JsonProperty("images") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<byte[]> images,
    @JsonProperty("tool_calls") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ToolCall> toolCalls,
    @JsonProperty("tool_name") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String toolName,
    @JsonProperty("tool_call_id") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String toolCallId) {

  public Message {
    role = Json.text(role);
    content = Json.text(content);
    images = Json.list(images);
    toolCalls = Json.list(toolCalls);
  }

  /** Instructions for the model. */
  public static Message system(String content) {
    return of("system", content);
  }

  /** What a person says. */
  public static Message user(String content) {
    return of("user", content);
  }

  /** What a person says, with images. */
  public static Message user(String content, List<byte[]> images) {
    return new Message("user", content, null, images, List.of(), null, null);
  }

  /** What the model said. */
  public static Message assistant(String content) {
    return of("assistant", content);
  }

  /** A function's result, for the call that the assistant made. */
  public static Message toolResult(ToolCall call, String content) {
    return new Message(
        "tool", content, null, List.of(), List.of(), call.function().name(), call.id());
  }

  private static Message of(String role, String content) {
    return new Message(role, content, null, List.of(), List.of(), null, null);
  }
}
