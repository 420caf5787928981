package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What kind of model a listed one is.
 *
 * @param parentModel the model it was made from; empty for none
 * @param format the format of its files
 * @param family its family, in lower case
 * @param families its family again
 * @param parameterSize how many parameters it has, such as {@code 70B}; empty where nobody says
 * @param quantizationLevel how its weights are stored; empty where nobody says
 * @param contextLength tokens of prompt and answer together; 0 where this is told elsewhere
 * @param embeddingLength numbers in an embedding; 0 where there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({
  "parent_model",
  "format",
  "family",
  "families",
  "parameter_size",
  "quantization_level",
  "context_length",
  "embedding_length"
})
public record ModelDetails(
    @JsonProperty("parent_model") String parentModel,
    @JsonProperty("format") String format,
    @JsonProperty("family") String family,
    @JsonProperty("families") List<String> families,
    @JsonProperty("parameter_size") String parameterSize,
    @JsonProperty("quantization_level") String quantizationLevel,
    @JsonProperty("context_length") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long contextLength,
    @JsonProperty("embedding_length") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long embeddingLength) {

  public ModelDetails {
    families = Json.list(families);
  }
}
