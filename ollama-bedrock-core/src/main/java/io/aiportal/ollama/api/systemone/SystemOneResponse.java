package io.aiportal.ollama.api.systemone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Typed decisions. Their probabilities are what the model states, not what was measured in it.
 *
 * @param model the model's name as the caller spelled it
 * @param answers an answer for each question, by its name and in the order of the questions
 * @param usage what it took
 * @param promptEvalCachedCount tokens of the prompt that came from a cache; null where nobody says
 */
@JsonPropertyOrder({"model", "answers", "usage", "prompt_eval_cached_count"})
public record SystemOneResponse(
    @JsonProperty("model") String model,
    @JsonProperty("answers") Map<String, Answer> answers,
    @JsonProperty("usage") Usage usage,
    @JsonProperty("prompt_eval_cached_count") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer promptEvalCachedCount) {

  public SystemOneResponse {
    answers = Collections.unmodifiableMap(new LinkedHashMap<>(answers));
  }

  /** The answer to a question. */
  public sealed interface Answer {}

  /**
   * The answer to a question of yes or no.
   *
   * @param type always {@code noul}
   * @param noul how probable it is that the answer is yes
   */
  @JsonPropertyOrder({"type", "noul"})
  public record Noul(@JsonProperty("type") String type, @JsonProperty("noul") double noul)
      implements Answer {}

  /**
   * The answer to a question with several options.
   *
   * @param type always {@code choice}
   * @param choice the most probable option
   * @param probabilities how probable each option is; together 1
   * @param confidence from 0, where all are as probable, to 1, where one of them is certain
   */
  @JsonPropertyOrder({"type", "choice", "probabilities", "confidence"})
  public record Choice(
      @JsonProperty("type") String type,
      @JsonProperty("choice") String choice,
      @JsonProperty("probabilities") Map<String, Double> probabilities,
      @JsonProperty("confidence") double confidence)
      implements Answer {

    public Choice {
      probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    }
  }

  /**
   * The answer to a question with several levels.
   *
   * @param type always {@code score}
   * @param score the mean of the levels' numbers, from 0 on
   * @param legend what each level means
   * @param probabilities how probable each level is; together 1
   * @param confidence as with {@link Choice}
   */
  @JsonPropertyOrder({"type", "score", "legend", "probabilities", "confidence"})
  public record Score(
      @JsonProperty("type") String type,
      @JsonProperty("score") double score,
      @JsonProperty("legend") Map<String, String> legend,
      @JsonProperty("probabilities") Map<String, Double> probabilities,
      @JsonProperty("confidence") double confidence)
      implements Answer {

    public Score {
      legend = Collections.unmodifiableMap(new LinkedHashMap<>(legend));
      probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    }
  }

  /**
   * What decisions took.
   *
   * @param inputTokens tokens of the prompt, cached ones included
   * @param outputTokens tokens of the model's answer
   */
  @JsonPropertyOrder({"input_tokens", "output_tokens"})
  public record Usage(
      @JsonProperty("input_tokens") int inputTokens,
      @JsonProperty("output_tokens") int outputTokens) {}
}
