package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.aiportal.ollama.api.KeepAlive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/chat}.
 *
 * @param model the model's name as the caller spells it; answers echo it verbatim
 * @param messages the conversation; empty means "load the model", or unload it if {@code keepAlive}
 *     is zero
 * @param tools the functions that the model may call
 * @param format how the answer must look: the string {@code "json"} or a JSON Schema as a map;
 *     null, or {@code ""}, for free text
 * @param options sampling and limits by their Ollama names; unknown names have no effect
 * @param stream whether the answer comes in pieces; null means yes
 * @param think whether the model should show its thinking; null leaves the model's own default
 * @param keepAlive how long the model should stay loaded; negative for ever, null for the default
 * @param truncate whether the oldest turns of an over-long conversation may be left out; null means
 *     yes
 * @param shift whether the answer may go on when the window is full, which Bedrock never does; null
 *     for the default
 * @param debugRenderOnly whether nobody is asked, but told what would be; null means no. A server
 *     heeds it with {@link io.aiportal.ollama.OllamaBedrock#render}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChatRequest(
    @JsonProperty("model") String model,
    @JsonProperty("messages") List<Message> messages,
    @JsonProperty("tools") List<Tool> tools,
    @JsonProperty("format") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Object format,
    @JsonProperty("options") Map<String, @Nullable Object> options,
    @JsonProperty("stream") @Nullable Boolean stream,
    @JsonProperty("think") @Nullable Think think,
    @JsonIgnore @Nullable Duration keepAlive,
    @JsonProperty("truncate") @Nullable Boolean truncate,
    @JsonProperty("shift") @Nullable Boolean shift,
    @JsonProperty("_debug_render_only") @Nullable Boolean debugRenderOnly) {

  public ChatRequest {
    model = Json.text(model);
    messages = Json.list(messages);
    tools = Json.list(tools);
    options = Json.unmodifiable(options);
  }

  /** A request that leaves it to the server what becomes of an over-long conversation. */
  public ChatRequest(
      String model,
      List<Message> messages,
      List<Tool> tools,
      @Nullable Object format,
      Map<String, @Nullable Object> options,
      @Nullable Boolean stream,
      @Nullable Think think,
      @Nullable Duration keepAlive) {
    this(model, messages, tools, format, options, stream, think, keepAlive, null, null, null);
  }

  /** Reads JSON, with annotations that Jackson 2 and 3 both know. */
  @JsonCreator
  static ChatRequest ofJson(
      @JsonProperty("model") @Nullable String model,
      @JsonProperty("messages") @Nullable List<Message> messages,
      @JsonProperty("tools") @Nullable List<Tool> tools,
      @JsonProperty("format") @Nullable Object format,
      @JsonProperty("options") @Nullable Map<String, @Nullable Object> options,
      @JsonProperty("stream") @Nullable Boolean stream,
      @JsonProperty("think") @Nullable Think think,
      @JsonProperty("keep_alive") @Nullable Object secondsOrText,
      @JsonProperty("truncate") @Nullable Boolean truncate,
      @JsonProperty("shift") @Nullable Boolean shift,
      @JsonProperty("_debug_render_only") @Nullable Boolean debugRenderOnly) {
    return new ChatRequest(
        Json.text(model),
        Json.list(messages),
        Json.list(tools),
        format,
        Json.unmodifiable(options),
        stream,
        think,
        KeepAlive.of(secondsOrText),
        truncate,
        shift,
        debugRenderOnly);
  }

  /** A plain conversation with a model, everything else at its default. */
  public static ChatRequest of(String model, Message... messages) {
    return new ChatRequest(model, List.of(messages), List.of(), null, Map.of(), null, null, null);
  }

  /** The same request with this conversation. */
  public ChatRequest withMessages(List<Message> messages) {
    Copy copy = new Copy(this);
    copy.messages = messages;
    return copy.request();
  }

  /** The same request with these tools. */
  public ChatRequest withTools(List<Tool> tools) {
    Copy copy = new Copy(this);
    copy.tools = tools;
    return copy.request();
  }

  /** The same request with this format: {@code "json"} or a JSON Schema as a map. */
  public ChatRequest withFormat(Object format) {
    Copy copy = new Copy(this);
    copy.format = format;
    return copy.request();
  }

  /** The same request with these options, by their Ollama names. */
  public ChatRequest withOptions(Map<String, ?> options) {
    Copy copy = new Copy(this);
    copy.options = Json.unmodifiable(options);
    return copy.request();
  }

  /** The same request with its answer in pieces, or whole. */
  public ChatRequest withStream(boolean stream) {
    Copy copy = new Copy(this);
    copy.stream = stream;
    return copy.request();
  }

  /** The same request with thinking asked for, or ruled out. */
  public ChatRequest withThink(Think think) {
    Copy copy = new Copy(this);
    copy.think = think;
    return copy.request();
  }

  /** The same request, with its oldest turns left out if it is too long, or refused. */
  public ChatRequest withTruncate(boolean truncate) {
    Copy copy = new Copy(this);
    copy.truncate = truncate;
    return copy.request();
  }

  /** The same request with the model kept loaded for so long; negative for ever. */
  public ChatRequest withKeepAlive(Duration keepAlive) {
    Copy copy = new Copy(this);
    copy.keepAlive = keepAlive;
    return copy.request();
  }

  /** What {@code keep_alive} is in JSON. */
  @JsonProperty("keep_alive")
  @Nullable Object keepAliveInJson() {
    return KeepAlive.toJson(keepAlive);
  }

  /** The parts of a request, of which some become others. */
  private static final class Copy {
    private final String model;
    private List<Message> messages;
    private List<Tool> tools;
    private @Nullable Object format;
    private Map<String, @Nullable Object> options;
    private @Nullable Boolean stream;
    private @Nullable Think think;
    private @Nullable Duration keepAlive;
    private @Nullable Boolean truncate;
    private final @Nullable Boolean shift;
    private final @Nullable Boolean debugRenderOnly;

    Copy(ChatRequest from) {
      model = from.model;
      messages = from.messages;
      tools = from.tools;
      format = from.format;
      options = from.options;
      stream = from.stream;
      think = from.think;
      keepAlive = from.keepAlive;
      truncate = from.truncate;
      shift = from.shift;
      debugRenderOnly = from.debugRenderOnly;
    }

    ChatRequest request() {
      return new ChatRequest(
          model,
          messages,
          tools,
          format,
          options,
          stream,
          think,
          keepAlive,
          truncate,
          shift,
          debugRenderOnly);
    }
  }
}
