package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.aiportal.ollama.api.KeepAlive;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/embeddings}, the older form of {@link EmbedRequest}.
 *
 * @param model as in {@link EmbedRequest}
 * @param prompt the text; empty means "load the model"
 * @param options as in {@link EmbedRequest}
 * @param keepAlive as in {@link EmbedRequest}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EmbeddingRequest(
    @JsonProperty("model") String model,
    @JsonProperty("prompt") String prompt,
    @JsonProperty("options") Map<String, @Nullable Object> options,
    @JsonIgnore @Nullable Duration keepAlive) {

  public EmbeddingRequest {
    model = Json.text(model);
    prompt = Json.text(prompt);
    options = Json.unmodifiable(options);
  }

  /** Reads JSON, with annotations that Jackson 2 and 3 both know. */
  @JsonCreator
  static EmbeddingRequest ofJson(
      @JsonProperty("model") @Nullable String model,
      @JsonProperty("prompt") @Nullable String prompt,
      @JsonProperty("options") @Nullable Map<String, @Nullable Object> options,
      @JsonProperty("keep_alive") @Nullable Object secondsOrText) {
    return new EmbeddingRequest(
        Json.text(model),
        Json.text(prompt),
        Json.unmodifiable(options),
        KeepAlive.of(secondsOrText));
  }

  /** A text for a model, everything else at its default. */
  public static EmbeddingRequest of(String model, String prompt) {
    return new EmbeddingRequest(model, prompt, Map.of(), null);
  }

  /** What {@code keep_alive} is in JSON. */
  @JsonProperty("keep_alive")
  @Nullable Object keepAliveInJson() {
    return KeepAlive.toJson(keepAlive);
  }
}
