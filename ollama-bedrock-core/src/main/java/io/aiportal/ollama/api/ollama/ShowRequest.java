package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/show}.
 *
 * @param model the model's name as the caller spells it; empty where the caller gave none
 * @param verbose whether the caller wants everything, the large parts included
 * @param system instructions to show in place of the model's own; empty for those
 * @param options options to show in its Modelfile over the model's own; empty for none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ShowRequest(
    @JsonProperty("model") @JsonAlias("name") String model,
    @JsonProperty("verbose") boolean verbose,
    @JsonProperty("system") @JsonInclude(JsonInclude.Include.NON_EMPTY) String system,
    @JsonProperty("options") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, @Nullable Object> options) {

  public ShowRequest {
    model = Json.text(model);
    system = Json.text(system);
    options = Json.unmodifiable(options);
  }

  /** A question for the model as it is. */
  public ShowRequest(String model, boolean verbose) {
    this(model, verbose, "", Map.of());
  }

  /** A question for what there is to know of a model, without the large parts. */
  public static ShowRequest of(String model) {
    return new ShowRequest(model, false);
  }
}
