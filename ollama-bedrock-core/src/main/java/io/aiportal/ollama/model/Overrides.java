package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operator says of models, checked: names to add, and traits to change. */
final class Overrides {

  /** Nothing. */
  static final Overrides NONE = new Overrides(List.of(), BuiltInCatalogue.builtIn());

  private final Map<String, Alias> aliases = new LinkedHashMap<>();

  /** Changes of traits by the keys of the names and ids that were used for the model. */
  private final Map<String, TraitChanges> changes = new HashMap<>();

  private final Set<String> ids = new LinkedHashSet<>();

  /** Changes of every model, under those of its own. */
  private TraitChanges ofAll = TraitChanges.NONE;

  /**
   * Reads what the operator says.
   *
   * @throws IllegalArgumentException if something makes no sense; the message is one sentence for
   *     the operator
   */
  Overrides(List<ModelOverride> overrides, BuiltInCatalogue builtIn) {
    for (ModelOverride override : overrides) {
      add(override, builtIn);
    }
    aliases.values().forEach(this::refuseCircle);
  }

  /**
   * A name that the operator added.
   *
   * @param name the name as it was written
   * @param target what it stands for
   * @param changes the traits that the model has under this name alone
   */
  record Alias(ModelName name, ModelName target, TraitChanges changes) {}

  /** The added names, in the operator's order. */
  Collection<Alias> aliases() {
    return aliases.values();
  }

  /** What an added name stands for; null if the operator did not add it. */
  @Nullable Alias alias(ModelName name) {
    return aliases.get(name.key());
  }

  /** The ids and ARNs of models whose traits are changed. */
  Set<String> ids() {
    return ids;
  }

  /** The changes for every model; those for single ones win. */
  TraitChanges ofAll() {
    return ofAll;
  }

  /** The changes for a model that has these names and ids; those of a later name win. */
  TraitChanges changesOf(Collection<String> names) {
    TraitChanges all = TraitChanges.NONE;
    for (String name : names) {
      TraitChanges more = changes.get(ModelName.of(name).key());
      all = more == null ? all : all.then(more);
    }
    return all;
  }

  private void add(ModelOverride override, BuiltInCatalogue builtIn) {
    TraitChanges traits = changes(override, builtIn);
    String target = override.model();
    if (override.name().equals(ModelOverride.ALL) && target == null) {
      ofAll = ofAll.then(traits);
      return;
    }
    ModelName name = parse(override.name());
    if (target != null) {
      if (aliases.put(name.key(), new Alias(name, parse(target), traits)) != null) {
        throw new IllegalArgumentException("two models are called \"" + override.name() + "\"");
      }
      return;
    }
    changes.merge(name.key(), traits, TraitChanges::then);
    if (name.isArn() || BedrockId.looksLike(name.value())) {
      addForFoundation(name, BedrockId.of(name.value(), builtIn).foundation(), traits);
    }
  }

  private static TraitChanges changes(ModelOverride override, BuiltInCatalogue builtIn) {
    try {
      return TraitChanges.of(override.traits(), embeds(override, builtIn));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the model \"%s\": %s".formatted(override.name(), e.getMessage()), e);
    }
  }

  /** Whether what is changed is a model of embeddings as far as its name or its id tells. */
  private static boolean embeds(ModelOverride override, BuiltInCatalogue builtIn) {
    String named = override.model() == null ? override.name() : override.model();
    String key = ModelName.of(named).key();
    return builtIn.models().stream()
        .filter(
            entry ->
                RegionalModels.namesOf(entry).stream()
                    .anyMatch(name -> ModelName.of(name).key().equals(key)))
        .findFirst()
        .orElseGet(() -> builtIn.describe(BedrockId.of(named, builtIn).foundation()))
        .traits()
        .can(Capability.EMBEDDING);
  }

  /** What is said of a profile's id holds for the model behind it. */
  private void addForFoundation(ModelName name, String foundation, TraitChanges traits) {
    ids.add(foundation);
    String key = ModelName.of(foundation).key();
    if (!key.equals(name.key())) {
      changes.merge(key, traits, TraitChanges::then);
    }
  }

  private static ModelName parse(String name) {
    try {
      return ModelName.parse(name);
    } catch (CallException e) {
      throw new IllegalArgumentException("no model can be called \"" + name + "\"", e);
    }
  }

  private void refuseCircle(Alias alias) {
    Alias next = alias;
    for (int step = 0; next != null; step++) {
      if (step > aliases.size()) {
        throw new IllegalArgumentException(
            "the model \"" + alias.name().withTag() + "\" stands for itself in the end");
      }
      next = alias(next.target());
    }
  }
}
