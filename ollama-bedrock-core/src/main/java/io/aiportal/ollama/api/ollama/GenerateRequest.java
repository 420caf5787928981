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
 * The body of {@code POST /api/generate}.
 *
 * @param model the model's name as the caller spells it; answers echo it verbatim
 * @param prompt what to answer; empty means "load the model", or unload it if {@code keepAlive} is
 *     zero
 * @param suffix text that should follow the answer; null when the caller wants none
 * @param system the system prompt; null for none
 * @param template a prompt template; models on Bedrock bring their own, so it has no effect
 * @param raw whether the prompt must go to the model untemplated
 * @param context the conversation so far, as an earlier answer gave it; empty for none
 * @param images images that belong to the prompt, as the bytes of their files
 * @param format as in {@link ChatRequest}
 * @param options as in {@link ChatRequest}
 * @param stream as in {@link ChatRequest}
 * @param think as in {@link ChatRequest}
 * @param keepAlive as in {@link ChatRequest}
 * @param truncate as in {@link ChatRequest}
 * @param shift as in {@link ChatRequest}
 * @param debugRenderOnly as in {@link ChatRequest}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GenerateRequest(
    @JsonProperty("model") String model,
    @JsonProperty("prompt") String prompt,
    @JsonProperty("suffix") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String suffix,
    @JsonProperty("system") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String system,
    @JsonProperty("template") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String template,
    @JsonProperty("raw") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean raw,
    @JsonProperty("context") List<Integer> context,
    @JsonProperty("images") List<byte[]> images,
    @JsonProperty("format") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Object format,
    @JsonProperty("options") Map<String, @Nullable Object> options,
    @JsonProperty("stream") @Nullable Boolean stream,
    @JsonProperty("think") @Nullable Think think,
    @JsonIgnore @Nullable Duration keepAlive,
    @JsonProperty("truncate") @Nullable Boolean truncate,
    @JsonProperty("shift") @Nullable Boolean shift,
    @JsonProperty("_debug_render_only") @Nullable Boolean debugRenderOnly) {

  public GenerateRequest {
    model = Json.text(model);
    prompt = Json.text(prompt);
    context = Json.list(context);
    images = Json.list(images);
    options = Json.unmodifiable(options);
  }

  /** A request that leaves it to the server what becomes of an over-long conversation. */
  public GenerateRequest(
      String model,
      String prompt,
      @Nullable String suffix,
      @Nullable String system,
      @Nullable String template,
      boolean raw,
      List<Integer> context,
      List<byte[]> images,
      @Nullable Object format,
      Map<String, @Nullable Object> options,
      @Nullable Boolean stream,
      @Nullable Think think,
      @Nullable Duration keepAlive) {
    this(
        model, prompt, suffix, system, template, raw, context, images, format, options, stream,
        think, keepAlive, null, null, null);
  }

  /** Reads JSON, with annotations that Jackson 2 and 3 both know. */
  @JsonCreator
  static GenerateRequest ofJson(
      @JsonProperty("model") @Nullable String model,
      @JsonProperty("prompt") @Nullable String prompt,
      @JsonProperty("suffix") @Nullable String suffix,
      @JsonProperty("system") @Nullable String system,
      @JsonProperty("template") @Nullable String template,
      @JsonProperty("raw") @Nullable Boolean raw,
      @JsonProperty("context") @Nullable List<Integer> context,
      @JsonProperty("images") @Nullable List<byte[]> images,
      @JsonProperty("format") @Nullable Object format,
      @JsonProperty("options") @Nullable Map<String, @Nullable Object> options,
      @JsonProperty("stream") @Nullable Boolean stream,
      @JsonProperty("think") @Nullable Think think,
      @JsonProperty("keep_alive") @Nullable Object secondsOrText,
      @JsonProperty("truncate") @Nullable Boolean truncate,
      @JsonProperty("shift") @Nullable Boolean shift,
      @JsonProperty("_debug_render_only") @Nullable Boolean debugRenderOnly) {
    return new GenerateRequest(
        Json.text(model),
        Json.text(prompt),
        suffix,
        system,
        template,
        raw != null && raw,
        Json.list(context),
        Json.list(images),
        format,
        Json.unmodifiable(options),
        stream,
        think,
        KeepAlive.of(secondsOrText),
        truncate,
        shift,
        debugRenderOnly);
  }

  /** A prompt for a model, everything else at its default. */
  public static GenerateRequest of(String model, String prompt) {
    return new GenerateRequest(
        model, prompt, null, null, null, false, List.of(), List.of(), null, Map.of(), null, null,
        null);
  }

  /** The same request with this system prompt. */
  public GenerateRequest withSystem(String system) {
    Copy copy = new Copy(this);
    copy.system = system;
    return copy.request();
  }

  /** The same request after the conversation that an earlier answer gave. */
  public GenerateRequest withContext(List<Integer> context) {
    Copy copy = new Copy(this);
    copy.context = context;
    return copy.request();
  }

  /** The same request with these images, as the bytes of their files. */
  public GenerateRequest withImages(List<byte[]> images) {
    Copy copy = new Copy(this);
    copy.images = images;
    return copy.request();
  }

  /** The same request with this format: {@code "json"} or a JSON Schema as a map. */
  public GenerateRequest withFormat(Object format) {
    Copy copy = new Copy(this);
    copy.format = format;
    return copy.request();
  }

  /** The same request with these options, by their Ollama names. */
  public GenerateRequest withOptions(Map<String, ?> options) {
    Copy copy = new Copy(this);
    copy.options = Json.unmodifiable(options);
    return copy.request();
  }

  /** The same request with its answer in pieces, or whole. */
  public GenerateRequest withStream(boolean stream) {
    Copy copy = new Copy(this);
    copy.stream = stream;
    return copy.request();
  }

  /** The same request with thinking asked for, or ruled out. */
  public GenerateRequest withThink(Think think) {
    Copy copy = new Copy(this);
    copy.think = think;
    return copy.request();
  }

  /** The same request, with its oldest turns left out if it is too long, or refused. */
  public GenerateRequest withTruncate(boolean truncate) {
    Copy copy = new Copy(this);
    copy.truncate = truncate;
    return copy.request();
  }

  /** The same request with the model kept loaded for so long; negative for ever. */
  public GenerateRequest withKeepAlive(Duration keepAlive) {
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
    private final String prompt;
    private final @Nullable String suffix;
    private @Nullable String system;
    private final @Nullable String template;
    private final boolean raw;
    private List<Integer> context;
    private List<byte[]> images;
    private @Nullable Object format;
    private Map<String, @Nullable Object> options;
    private @Nullable Boolean stream;
    private @Nullable Think think;
    private @Nullable Duration keepAlive;
    private @Nullable Boolean truncate;
    private final @Nullable Boolean shift;
    private final @Nullable Boolean debugRenderOnly;

    Copy(GenerateRequest from) {
      model = from.model;
      prompt = from.prompt;
      suffix = from.suffix;
      system = from.system;
      template = from.template;
      raw = from.raw;
      context = from.context;
      images = from.images;
      format = from.format;
      options = from.options;
      stream = from.stream;
      think = from.think;
      keepAlive = from.keepAlive;
      truncate = from.truncate;
      shift = from.shift;
      debugRenderOnly = from.debugRenderOnly;
    }

    GenerateRequest request() {
      return new GenerateRequest(
          model,
          prompt,
          suffix,
          system,
          template,
          raw,
          context,
          images,
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
