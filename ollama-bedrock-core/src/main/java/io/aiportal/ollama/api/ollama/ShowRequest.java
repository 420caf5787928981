package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The body of {@code POST /api/show}.
 *
 * @param model the model's name as the caller spells it; empty where the caller gave none
 * @param verbose whether the caller wants everything, the large parts included
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ShowRequest(
    @JsonProperty("model") @JsonAlias("name") String model,
    @JsonProperty("verbose") boolean verbose) {

  public ShowRequest {
    model = Json.text(model);
  }

  /** A question for what there is to know of a model, without the large parts. */
  public static ShowRequest of(String model) {
    return new ShowRequest(model, false);
  }
}
