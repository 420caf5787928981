package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answer of {@code /api/tags}.
 *
 * @param models the models that can be asked
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ListResponse(@JsonProperty("models") List<ListedModel> models) {

  public ListResponse {
    models = Json.list(models);
  }
}
