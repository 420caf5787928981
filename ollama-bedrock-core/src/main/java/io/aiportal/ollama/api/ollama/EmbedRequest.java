package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.aiportal.ollama.api.EmbedInput;
import io.aiportal.ollama.api.KeepAlive;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/embed}.
 *
 * @param model the model's name as the caller spells it; {@code :query} or {@code :document} at its
 *     end says what the texts are
 * @param input the texts; empty means "load the model"
 * @param truncate whether a text that is too long is cut; null where the caller does not say, which
 *     means yes
 * @param dimensions numbers that a vector should have; null, and what is not less than the model
 *     gives, for all of them
 * @param options settings by their Ollama names; checked, and without effect
 * @param keepAlive how long the model should stay loaded; null where the caller does not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EmbedRequest(
    @JsonProperty("model") String model,
    @JsonProperty("input") List<String> input,
    @JsonProperty("truncate") @Nullable Boolean truncate,
    @JsonProperty("dimensions") @Nullable Integer dimensions,
    @JsonProperty("options") Map<String, @Nullable Object> options,
    @JsonIgnore @Nullable Duration keepAlive) {

  public EmbedRequest {
    model = Json.text(model);
    input = Json.list(input);
    options = Json.unmodifiable(options);
  }

  /** Reads JSON, with annotations that Jackson 2 and 3 both know. */
  @JsonCreator
  static EmbedRequest ofJson(
      @JsonProperty("model") @Nullable String model,
      @JsonProperty("input") @Nullable Object textOrTexts,
      @JsonProperty("truncate") @Nullable Boolean truncate,
      @JsonProperty("dimensions") @Nullable Integer dimensions,
      @JsonProperty("options") @Nullable Map<String, @Nullable Object> options,
      @JsonProperty("keep_alive") @Nullable Object secondsOrText) {
    return new EmbedRequest(
        Json.text(model),
        EmbedInput.texts(textOrTexts),
        truncate,
        dimensions,
        Json.unmodifiable(options),
        KeepAlive.of(secondsOrText));
  }

  /** Texts for a model, everything else at its default. */
  public static EmbedRequest of(String model, List<String> input) {
    return new EmbedRequest(model, input, null, null, Map.of(), null);
  }

  /** Texts for a model, everything else at its default. */
  public static EmbedRequest of(String model, String... input) {
    return of(model, List.of(input));
  }

  /** The same request with texts cut that are too long, or refused. */
  public EmbedRequest withTruncate(boolean truncate) {
    return new EmbedRequest(model, input, truncate, dimensions, options, keepAlive);
  }

  /** The same request for vectors of so many numbers. */
  public EmbedRequest withDimensions(int dimensions) {
    return new EmbedRequest(model, input, truncate, dimensions, options, keepAlive);
  }

  /** What {@code keep_alive} is in JSON. */
  @JsonProperty("keep_alive")
  @Nullable Object keepAliveInJson() {
    return KeepAlive.toJson(keepAlive);
  }
}
