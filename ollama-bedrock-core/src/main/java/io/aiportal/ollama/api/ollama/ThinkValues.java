package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ThinkingTraits;
import java.util.ArrayList;
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
    ThinkingTraits thinking = traits.thinking();
    List<Object> values = new ArrayList<>();
    if (isOptional(thinking)) {
      values.add(false);
    }
    thinking.levels().stream().sorted().map(Reasoning.Level::word).forEach(values::add);
    if (thinking.levels().isEmpty()) {
      values.add(true);
    }
    return new ThinkValues(values, usual(thinking));
  }

  /** Whether the model can be told not to think, and then does not. */
  private static boolean isOptional(ThinkingTraits thinking) {
    return switch (thinking.off()) {
      case OMIT, DISABLED, NONE -> true;
      case NEVER, BETWEEN_TOOLS, LEAST -> false;
    };
  }

  private static Object usual(ThinkingTraits thinking) {
    if (!thinking.unasked()) {
      return false;
    }
    Reasoning.Level level = thinking.usualLevel();
    return level == null ? true : level.word();
  }
}
