package io.aiportal.ollama.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a refusal of Bedrock's told of a model: traits that are others than we thought.
 *
 * @param says what was learned, in words for the operator, such as {@code it takes no temperature}
 * @param traits traits by the names of {@link ModelTraits}' components, as in {@link
 *     ModelOverride#traits()}
 * @param without what the model cannot do; empty for nothing
 */
public record Lesson(String says, Map<String, Object> traits, Set<Capability> without) {

  /**
   * Checks the traits.
   *
   * @throws IllegalArgumentException if there is no such trait, or no such value
   */
  public Lesson {
    traits = Collections.unmodifiableMap(new LinkedHashMap<>(traits));
    without = Set.copyOf(without);
    TraitChanges.of(traits);
  }

  /** Whether this is about a wish of the operator's, which no operator can know better. */
  boolean isOfService() {
    return traits.containsKey("service");
  }

  /** A model as it is, after this lesson. */
  public Model applyTo(Model model) {
    ModelTraits changed = TraitChanges.of(traits).applyTo(model.traits());
    if (!without.isEmpty()) {
      Set<Capability> rest = EnumSet.noneOf(Capability.class);
      rest.addAll(changed.capabilities());
      rest.removeAll(without);
      changed = changed.toBuilder().capabilities(rest).build();
    }
    return model.with(changed);
  }
}
