package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes as {@code think}, as {@code /api/show} tells it.
 *
 * @param values booleans and names of levels; without {@code false} it thinks whatever is asked
 * @param usual the one of them that counts where a request says nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"values", "default"})
public record ThinkValues(
    @JsonProperty("values") List<Object> values, @JsonProperty("default") Object usual) {

  public ThinkValues {
    values = Json.list(values);
  }

  /** What a model takes; null for one that does not think. */
  static @Nullable ThinkValues of(ModelTraits traits) {
    if (!traits.can(Capability.THINKING)) {
      return null;
    }
    return switch (traits.thinking().shape()) {
      case NONE -> new ThinkValues(List.of(true), true);
      case BUDGET, ADAPTIVE ->
          new ThinkValues(List.of(false, "low", "medium", "high", "max"), false);
      case REASONING_CONFIG -> new ThinkValues(List.of(false, "low", "medium", "high"), false);
      case REASONING_EFFORT -> new ThinkValues(List.of("low", "medium", "high"), "medium");
    };
  }
}
