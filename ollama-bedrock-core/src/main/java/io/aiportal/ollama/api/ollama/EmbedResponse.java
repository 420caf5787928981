package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The answer of {@code POST /api/embed}.
 *
 * @param model the model's name as the request spelled it
 * @param embeddings a vector for each text, in their order
 * @param totalDuration nanoseconds from the request's arrival to the answer's end; 0 where nothing
 *     was asked
 * @param loadDuration nanoseconds until the model was asked; 0 where nothing was asked
 * @param promptEvalCount tokens of all texts together; 0 where unknown
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"model", "embeddings", "total_duration", "load_duration", "prompt_eval_count"})
public record EmbedResponse(
    @JsonProperty("model") String model,
    @JsonProperty("embeddings") List<float[]> embeddings,
    @JsonProperty("total_duration") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long totalDuration,
    @JsonProperty("load_duration") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long loadDuration,
    @JsonProperty("prompt_eval_count") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long promptEvalCount) {

  public EmbedResponse {
    model = Json.text(model);
    embeddings = Json.list(embeddings);
  }
}
