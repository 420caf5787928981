package io.aiportal.ollama.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a model: another name for it, other traits, or both.
 *
 * @param name without {@code model}, a name of the model that gets the traits, whatever name it is
 *     then asked by, or {@link #ALL}; with {@code model}, the name to add
 * @param model what the added name stands for: another name, a Bedrock id or an ARN; null to add
 *     none
 * @param traits traits by the names of {@link ModelTraits}' components, in camel or in snake case:
 *     a map for each group, as in {@code {"limits": {"defaultMaxTokens": 2000}}}, or a trait by its
 *     bare name where only one group has it, as in {@code {"default_max_tokens": 2000}} or, for
 *     short, {@code {"max_tokens": 2000}}; values are numbers, booleans, words or lists of words
 */
public record ModelOverride(String name, @Nullable String model, Map<String, Object> traits) {

  /** The name that stands for all models at once. */
  public static final String ALL = "*";

  public ModelOverride {
    traits = Collections.unmodifiableMap(new LinkedHashMap<>(traits));
  }

  /** Another name for a model. */
  public static ModelOverride alias(String name, String model) {
    return new ModelOverride(name, model, Map.of());
  }
}
