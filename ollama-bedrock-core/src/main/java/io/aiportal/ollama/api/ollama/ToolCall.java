package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.chat.ChatContent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function call that the assistant asks for; always complete, never a fragment.
 *
 * @param id names the call, so that its result can be matched; null where the caller lost it
 * @param function what to call and with what
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"id", "function"})
public record ToolCall(
    @JsonProperty("id") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String id,
    @JsonProperty("function") Function function) {

  public ToolCall {
    function = function == null ? new Function(0, "", Map.of()) : function;
  }

  /** The call that a model gave, at its place among the calls of its answer. */
  static ToolCall of(int index, ChatContent.ToolUse call) {
    return new ToolCall(call.id(), new Function(index, call.name(), call.input()));
  }

  /**
   * The function of a call.
   *
   * @param index the call's place among the calls of its answer, from 0
   * @param name the function's name as the request's tools spell it
   * @param arguments the arguments as a JSON object, in the order the model gave them
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonPropertyOrder({"index", "name", "arguments"})
  public record Function(
      @JsonProperty("index") int index,
      @JsonProperty("name") String name,
      @JsonProperty("arguments") Map<String, @Nullable Object> arguments) {

    public Function {
      name = Json.text(name);
      arguments = Json.unmodifiable(arguments);
    }
  }
}
