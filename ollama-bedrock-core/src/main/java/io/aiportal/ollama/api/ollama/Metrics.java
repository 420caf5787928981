package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What an answer took: durations in nanoseconds, counts in tokens; zero where unknown.
 *
 * @param totalDuration from the request's arrival to the answer's end
 * @param loadDuration until the model was asked
 * @param promptEvalCount tokens of the prompt, cached ones included
 * @param promptEvalCachedCount tokens of the prompt that came from a cache; null where nobody says
 * @param promptEvalDuration from asking the model to its first token
 * @param evalCount tokens of the answer
 * @param evalDuration from the first token to the last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonPropertyOrder({
  "total_duration",
  "load_duration",
  "prompt_eval_count",
  "prompt_eval_cached_count",
  "prompt_eval_duration",
  "eval_count",
  "eval_duration"
})
public record Metrics(
    @JsonProperty("total_duration") long totalDuration,
    @JsonProperty("load_duration") long loadDuration,
    @JsonProperty("prompt_eval_count") long promptEvalCount,
    @JsonProperty("prompt_eval_cached_count") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer promptEvalCachedCount,
    @JsonProperty("prompt_eval_duration") long promptEvalDuration,
    @JsonProperty("eval_count") long evalCount,
    @JsonProperty("eval_duration") long evalDuration) {

  /** Nothing measured: what an answer carries that asked no model. */
  public static final Metrics NONE = new Metrics(0, 0, 0, null, 0, 0, 0);
}
