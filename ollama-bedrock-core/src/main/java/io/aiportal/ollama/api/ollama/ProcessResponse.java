package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answer of {@code /api/ps}.
 *
 * @param models the models that are kept ready
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProcessResponse(@JsonProperty("models") List<RunningModel> models) {

  public ProcessResponse {
    models = Json.list(models);
  }
}
