package io.aiportal.ollama.server.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says of a model.
 *
 * @param name its Ollama name
 * @param id what that name is to stand for: a model id, an inference profile's id, an ARN or
 *     another name; null to add no name, but to change what is known of a model
 * @param traits what is known of it otherwise, as {@link io.aiportal.ollama.model.ModelOverride}
 *     takes it and under the names that the operator wrote; a group of them is a map
 * @param fallbacks names of models that answer where there is no room for this one
 */
public record ModelSetting(
    String name, @Nullable String id, Map<String, Object> traits, List<String> fallbacks) {

  /** A model that no other one answers for. */
  public ModelSetting(String name, @Nullable String id, Map<String, Object> traits) {
    this(name, id, traits, List.of());
  }

  public ModelSetting {
    fallbacks = List.copyOf(fallbacks);
    traits = Collections.unmodifiableMap(new LinkedHashMap<>(traits));
  }
}
