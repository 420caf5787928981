package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A region's models by everything that they can be called. */
final class ModelIndex {

  private final List<RegionalModel> models = new ArrayList<>();
  private final Map<String, RegionalModel> byName = new HashMap<>();
  private final Map<String, RegionalModel> byFoundation = new HashMap<>();
  private final Overrides overrides;

  /**
   * Indexes what a region has.
   *
   * @param there what there is
   * @param overrides what the operator says of it
   * @param builtIn describes models of which only the operator speaks
   */
  ModelIndex(RegionalModels there, Overrides overrides, BuiltInCatalogue builtIn) {
    this.overrides = overrides;
    for (RegionalModel model : there.foundationModels()) {
      RegionalModel changed = changed(model);
      byFoundation.put(lower(changed.foundation()), changed);
      add(changed);
    }
    there.applicationProfiles().forEach(profile -> add(changed(profile)));
    for (String id : overrides.ids()) {
      byFoundation.computeIfAbsent(lower(id), key -> changed(unlisted(id, builtIn.describe(id))));
    }
  }

  /** A model of which nobody knows whether it is there, to be called by its own id. */
  static RegionalModel unlisted(String id, CatalogueEntry entry) {
    return new RegionalModel(List.of(id), id, entry, new InferenceTarget.Unconfirmed(id));
  }

  /** The models, each with the names that are its own. */
  List<RegionalModel> models() {
    return models;
  }

  /** The model that has a name; null if none has. */
  @Nullable RegionalModel named(ModelName name) {
    return byName.get(name.key());
  }

  /** The model by its foundation model's id; null if there is none. */
  @Nullable RegionalModel ofFoundation(String id) {
    return byFoundation.get(lower(id));
  }

  /** A model with what the operator says under any of its names. */
  RegionalModel changed(RegionalModel model) {
    Set<String> names = new LinkedHashSet<>();
    names.add(model.foundation());
    names.addAll(model.entry().names());
    names.addAll(model.names());
    TraitChanges changes = overrides.ofAll().then(overrides.changesOf(names));
    return new RegionalModel(
        model.names(), model.foundation(), model.entry().with(changes), model.target());
  }

  /** Adds a model under those of its names that can be asked for and that nothing else has. */
  private void add(RegionalModel model) {
    List<String> names =
        model.names().stream()
            .filter(name -> isAskable(name) && isFree(ModelName.of(name)))
            .toList();
    if (!names.isEmpty()) {
      RegionalModel named = model.withNames(names);
      names.forEach(name -> byName.put(ModelName.of(name).key(), named));
      models.add(named);
    }
  }

  private boolean isFree(ModelName name) {
    return overrides.alias(name) == null && !byName.containsKey(name.key());
  }

  /** Whether a name, as it is shown, means itself: lists hold ids that no name can be. */
  private static boolean isAskable(String name) {
    ModelName shown = ModelName.of(name);
    try {
      ModelName parsed = ModelName.parse(shown.withTag());
      return !parsed.cloud() && parsed.key().equals(shown.key());
    } catch (CallException e) {
      return false;
    }
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
