package io.aiportal.ollama.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the model that a name means: a name that the operator added, a model's own, or an id. */
final class ModelResolver {

  private static final String TAKEN = "taken at its word: ";

  private final TargetSelector targets;
  private final DiscoveredModels discovered;
  private final Overrides overrides;
  private final ModelIndex index;

  /** What the operator's own names mean, by their keys; nothing for those that mean nothing. */
  private final Map<String, ModelResolution> aliases = new HashMap<>();

  ModelResolver(
      TargetSelector targets, DiscoveredModels discovered, Overrides overrides, ModelIndex index) {
    this.targets = targets;
    this.discovered = discovered;
    this.overrides = overrides;
    this.index = index;
    for (Overrides.Alias alias : overrides.aliases()) {
      ModelResolution resolution = resolve(alias);
      if (resolution != null) {
        aliases.put(alias.name().key(), resolution);
      }
    }
  }

  /** The meaning of a name; null if it means nothing. */
  @Nullable ModelResolution resolve(ModelName name) {
    return overrides.alias(name) == null ? resolveOwn(name) : aliases.get(name.key());
  }

  private @Nullable ModelResolution resolve(Overrides.Alias alias) {
    Overrides.Alias next = overrides.alias(alias.target());
    ModelResolution target = next == null ? resolveOwn(alias.target()) : resolve(next);
    return target instanceof ModelResolution.Found found ? found(alias, found) : target;
  }

  private ModelResolution found(Overrides.Alias alias, ModelResolution.Found target) {
    Model model = target.model();
    TraitChanges changes = overrides.changesOf(List.of(alias.name().value())).then(alias.changes());
    List<String> reasons = new ArrayList<>();
    reasons.add("alias of " + alias.target().value());
    reasons.addAll(target.reasons());
    return new ModelResolution.Found(
        new Model(
            alias.name().withTag(),
            model.modelId(),
            model.baseModelId(),
            model.displayName(),
            model.provider(),
            model.family(),
            changes.applyTo(model.traits())),
        reasons);
  }

  private @Nullable ModelResolution resolveOwn(ModelName name) {
    RegionalModel model = index.named(name);
    if (model != null) {
      return byName(name, model);
    }
    return name.isArn() || BedrockId.looksLike(name.value()) ? byId(name) : null;
  }

  private ModelResolution byName(ModelName name, RegionalModel model) {
    if (isSurelyEnded(model)) {
      return ended(name, model);
    }
    String shown = model.names().get(0);
    InferenceTarget target = model.target();
    if (target instanceof InferenceTarget.Callable callable) {
      return found(model, shown, callable.modelId(), callable.reason());
    }
    if (target instanceof InferenceTarget.NotAllowed notAllowed) {
      return notAllowed(name, notAllowed);
    }
    if (target instanceof InferenceTarget.Unconfirmed unconfirmed) {
      return found(model, shown, unconfirmed.modelId(), unconfirmed());
    }
    return new ModelResolution.NotFound(
        name.value(),
        "Amazon Bedrock does not list %s in %s"
            .formatted(model.entry().displayName(), targets.region()));
  }

  /** Without a list it is asked for all the same, as Bedrock has the last word. */
  private boolean isSurelyEnded(RegionalModel model) {
    return model.entry().isEnded() && discovered.knowsModels();
  }

  private ModelResolution ended(ModelName name, RegionalModel model) {
    String what = model.entry().displayName() + " has reached its end of life";
    String successor = model.entry().traits().lifecycle().successor();
    return new ModelResolution.NotFound(
        name.value(),
        targets
            .builtIn()
            .find(successor)
            .map(next -> what + "; use '" + next.names().get(0) + "' instead")
            .orElse(what));
  }

  private ModelResolution byId(ModelName name) {
    BedrockId id = id(name);
    RegionalModel model = modelOf(id);
    if (isSurelyEnded(model)) {
      return ended(name, model);
    }
    Destination destination = destination(id, model);
    if (!targets.residency().allows(destination, targets.region())) {
      return notAllowed(name, id, destination);
    }
    boolean variant = !id.foundation().equalsIgnoreCase(model.foundation());
    String foundation = variant ? id.foundation().toLowerCase(Locale.ROOT) : model.foundation();
    if (id.saysWhere()) {
      String what = id.isArn() ? "an ARN" : "the id of an inference profile";
      return found(model, name.value(), id.textFor(foundation), TAKEN + what);
    }
    return variant
        ? found(model, name.value(), foundation, TAKEN + "the id of a model's variant")
        : byFoundation(name, model);
  }

  /** Where a call goes: as the id tells, or else as somebody told of it. */
  private Destination destination(BedrockId id, RegionalModel model) {
    Destination told = id.destination(targets.region(), isKnown(model.foundation()));
    Destination behind = discovered.destinationBehind(id.text());
    return told instanceof Destination.Unknown && behind != null ? behind : told;
  }

  private BedrockId id(ModelName name) {
    BedrockId id = BedrockId.of(name.value(), targets.builtIn());
    String behind = discovered.modelBehind(id.text());
    return behind == null ? id : new BedrockId(id.text(), behind);
  }

  /** What a foundation model's bare id means: that very id, unless it is sure to fail. */
  private ModelResolution byFoundation(ModelName name, RegionalModel model) {
    InferenceTarget target = model.target();
    boolean sure = !discovered.isEmpty() || model.entry().isOnDemandNowhere();
    if (sure && target instanceof InferenceTarget.Callable callable) {
      return found(model, name.value(), callable.modelId(), callable.reason());
    }
    return !discovered.isEmpty() && target instanceof InferenceTarget.NotAllowed notAllowed
        ? notAllowed(name, notAllowed)
        : found(model, name.value(), model.foundation(), TAKEN + "a model's own id");
  }

  /** The model that an id speaks of, whichever of its context variants. */
  private RegionalModel modelOf(BedrockId id) {
    RegionalModel exact = index.ofFoundation(id.foundation());
    if (exact != null) {
      return exact;
    }
    CatalogueEntry entry = targets.builtIn().describe(id.foundation());
    RegionalModel base = entry.isFamily() ? null : index.ofFoundation(entry.id());
    return base == null ? index.changed(ModelIndex.unlisted(id.foundation(), entry)) : base;
  }

  /** Whether a foundation model is there as far as anybody but the operator says. */
  private boolean isKnown(String foundation) {
    return discovered.lists(foundation) || targets.builtIn().find(foundation).isPresent();
  }

  private static ModelResolution found(
      RegionalModel model, String shown, String modelId, String reason) {
    List<String> reasons = new ArrayList<>();
    reasons.add(reason);
    if (model.entry().isFamily()) {
      String family = model.entry().family();
      reasons.add(
          family.isEmpty()
              ? "not in the built-in catalogue: the traits of no family"
              : "not in the built-in catalogue: the traits of the family " + family);
    }
    return new ModelResolution.Found(model.as(shown, modelId), reasons);
  }

  private String unconfirmed() {
    return "its own id, although nobody told that it can be called from " + targets.region();
  }

  private ModelResolution notAllowed(ModelName name, InferenceTarget.NotAllowed target) {
    String anywhere =
        target.profileId().startsWith(Geographies.GLOBAL + ".")
            ? ", which may send data to any region"
            : "";
    String end =
        targets.residency().equals(Residency.GEOGRAPHY)
            ? "; allow global inference profiles, or ask for that id"
            : "; the residency %s does not allow that".formatted(targets.residency());
    return new ModelResolution.NotAllowed(
        name.value(),
        "model '%s' can be called from %s only through %s%s%s"
            .formatted(name.value(), targets.region(), target.profileId(), anywhere, end));
  }

  private ModelResolution notAllowed(ModelName name, BedrockId id, Destination destination) {
    return new ModelResolution.NotAllowed(
        name.value(),
        "model '%s' %s, which the residency %s does not allow"
            .formatted(name.value(), describe(destination), targets.residency()),
        id.isArn() && destination instanceof Destination.Unknown ? id.text() : null);
  }

  private static String describe(Destination destination) {
    if (destination instanceof Destination.Geography geography) {
      return geography.name().equals(Geographies.GLOBAL)
          ? "may send data to any region"
          : "sends data to the geography " + geography.name();
    }
    return destination instanceof Destination.Regions regions
        ? "sends data to " + String.join(", ", regions.names())
        : "does not tell where it sends data";
  }
}
