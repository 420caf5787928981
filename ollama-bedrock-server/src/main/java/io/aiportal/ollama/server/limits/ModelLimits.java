package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.access.ModelPattern;
import io.aiportal.ollama.server.settings.LimitSetting;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits of models, whoever asks them. What is said of a single one wins over a name with a star,
 * which stands for each of the models that it fits, not for all together.
 */
final class ModelLimits {

  private static final int MOST_KNOWN = 1_000;

  private final Map<String, LimitSetting> settings;
  private final Supplier<ModelCatalogue> catalogue;

  /** Names are compared once for each model, and anew when there is another list of models. */
  private volatile @Nullable Known known;

  /**
   * Limits as the settings have them.
   *
   * @param settings the limits by names, in the operator's order
   * @param catalogue tells what models are called
   */
  ModelLimits(Map<String, LimitSetting> settings, Supplier<ModelCatalogue> catalogue) {
    this.settings = settings;
    this.catalogue = catalogue;
  }

  /** Whether no model has any. */
  boolean isEmpty() {
    return settings.isEmpty();
  }

  /** Those of a model, by whatever name it is asked for. */
  List<Limit> of(Model model) {
    if (settings.isEmpty()) {
      return List.of();
    }
    ModelCatalogue current = catalogue.get();
    Known found = known;
    if (found == null || found.catalogue != current) {
      found = new Known(current);
      known = found;
    }
    Asked asked = new Asked(model.name(), model.modelId());
    List<Limit> limits = found.limits.get(asked);
    if (limits == null) {
      limits = find(model, current);
      if (found.limits.size() < MOST_KNOWN) {
        found.limits.put(asked, limits);
      }
    }
    return limits;
  }

  private List<Limit> find(Model model, ModelCatalogue current) {
    List<String> names = current.names(model);
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
    String own = current.ownName(model);
    String name = own == null ? model.baseModelId() : own;
    return Limit.of(Subject.model(name, model.name()), found);
  }

  private record Asked(String name, String modelId) {}

  /** What was found in a list of models. */
  private static final class Known {

    final ModelCatalogue catalogue;
    final Map<Asked, List<Limit>> limits = new ConcurrentHashMap<>();

    Known(ModelCatalogue catalogue) {
      this.catalogue = catalogue;
    }
  }
}
