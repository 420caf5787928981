package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.access.ModelPattern;
import io.aiportal.ollama.server.settings.LimitSetting;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Limits of models, whoever asks them. What is said of a single one wins over a name with a star,
 * which stands for each of the models that it fits, not for all together.
 *
 * @param settings the limits by names, in the operator's order
 * @param catalogue tells what models are called
 */
record ModelLimits(Map<String, LimitSetting> settings, Supplier<ModelCatalogue> catalogue) {

  /** Whether no model has any. */
  boolean isEmpty() {
    return settings.isEmpty();
  }

  /** Those of a model, by whatever name it is asked for. */
  List<Limit> of(Model model) {
    if (settings.isEmpty()) {
      return List.of();
    }
    ModelCatalogue known = catalogue.get();
    List<String> names = known.names(model);
    LimitSetting found = LimitSetting.NONE;
    boolean single = false;
    for (Map.Entry<String, LimitSetting> entry : settings.entrySet()) {
      boolean pattern = entry.getKey().contains("*");
      boolean better = found.equals(LimitSetting.NONE) || (!pattern && !single);
      if (better && names.stream().anyMatch(name -> ModelPattern.matches(entry.getKey(), name))) {
        found = entry.getValue();
        single = !pattern;
      }
    }
    String own = known.ownName(model);
    return Limit.of(Subject.model(own == null ? model.baseModelId() : own), found);
  }
}
