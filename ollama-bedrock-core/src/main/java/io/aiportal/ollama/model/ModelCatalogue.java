package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ModelRights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which models there are in a region, and which one a name means.
 *
 * <p>What is known comes from four sources, each of which overrules the one before: the catalogue
 * that is built into the library, what Bedrock's control plane lists ({@link #withListed}), what
 * its refusals tell ({@link #withLessons}), and what the operator says ({@link #withOverrides}). A
 * catalogue never changes; the methods that add a source return a new one.
 *
 * <p>A name stands for a model of the region itself if there is one, otherwise for an inference
 * profile, as the {@link Residency} allows.
 *
 * <p>Until something was listed, a name means what the built-in catalogue remembers of the regions;
 * Bedrock has the last word.
 */
public final class ModelCatalogue {

  private final TargetSelector targets;
  private final DiscoveredModels discovered;
  private final Overrides overrides;
  private final Map<String, Preset> presets;
  private final Learned learned;
  private final ModelIndex index;
  private final ModelResolver resolver;
  private final KnownMeanings meanings;
  private final List<Model> list;
  private final Map<String, String> ownNames;
  private final ModelRights rights;

  /** This catalogue under other policies, as callers have them: made once for each. */
  private final Map<Residency, ModelCatalogue> narrower = new ConcurrentHashMap<>();

  private ModelCatalogue(
      TargetSelector targets,
      DiscoveredModels discovered,
      Overrides overrides,
      Map<String, Preset> presets,
      Learned learned) {
    this.targets = targets;
    this.discovered = discovered;
    this.overrides = overrides;
    this.presets = presets;
    this.learned = learned;
    RegionalModels there = new RegionalModels(targets, discovered);
    this.index = new ModelIndex(there, overrides, targets.builtIn());
    this.resolver = new ModelResolver(targets, discovered, overrides, index);
    this.meanings = new KnownMeanings(this::meaning);
    this.list = list(index);
    this.ownNames = ownNames(index);
    this.rights = ModelRights.ALL;
  }

  /** The same catalogue for one who may use these models only. */
  private ModelCatalogue(ModelCatalogue whole, ModelRights rights) {
    this.targets = whole.targets;
    this.discovered = whole.discovered;
    this.overrides = whole.overrides;
    this.presets = whole.presets;
    this.learned = whole.learned;
    this.index = whole.index;
    this.resolver = whole.resolver;
    this.meanings = whole.meanings;
    this.list = whole.list;
    this.ownNames = whole.ownNames;
    this.rights = rights;
  }

  /** The catalogue that is built into the library, for calls to a region like {@code eu-west-2}. */
  public static ModelCatalogue builtIn(String region) {
    return new ModelCatalogue(
        new TargetSelector(region, Residency.GEOGRAPHY, BuiltInCatalogue.builtIn()),
        DiscoveredModels.NONE,
        Overrides.NONE,
        Map.of(),
        new Learned(region, () -> null, Lessons.NOOP));
  }

  /** When the catalogue that is built into the library was last brought up to date. */
  public static Instant builtInRevision() {
    return BuiltInCatalogue.builtIn().revised();
  }

  /**
   * This catalogue with another policy on where data may go.
   *
   * @throws IllegalArgumentException if no call to the region can keep it; the message is one
   *     sentence for the operator
   */
  public ModelCatalogue withResidency(Residency residency) {
    if (!residency.fits(targets.region())) {
      throw new IllegalArgumentException(
          "the region %s is not in the geography %s".formatted(targets.region(), residency));
    }
    return new ModelCatalogue(
        new TargetSelector(targets.region(), residency, targets.builtIn()),
        discovered,
        overrides,
        presets,
        learned);
  }

  /**
   * This catalogue with what the control plane lists, in place of what it listed before.
   *
   * @param models the foundation models of the region; an empty list says nothing, and then an
   *     empty list of profiles says nothing either
   * @param profiles the inference profiles that the region can call, Bedrock's and the account's
   */
  public ModelCatalogue withListed(List<FoundationModel> models, List<InferenceProfile> profiles) {
    DiscoveredModels none = discovered.withoutLists();
    return models.isEmpty() && profiles.isEmpty()
        ? with(none)
        : with(none.withModels(models).withProfiles(profiles));
  }

  /**
   * This catalogue with the foundation models that the control plane lists; what it listed of
   * profiles stays. An empty list says nothing.
   */
  public ModelCatalogue withListedModels(List<FoundationModel> models) {
    return with(discovered.withModels(models));
  }

  /**
   * This catalogue with the inference profiles that the control plane lists, Bedrock's and the
   * account's; what it listed of foundation models stays.
   */
  public ModelCatalogue withListedProfiles(List<InferenceProfile> profiles) {
    return with(discovered.withProfiles(profiles));
  }

  /**
   * This catalogue with the model behind an ARN that does not name it.
   *
   * @param arn what Bedrock is called with
   * @param modelArns the ARNs of the model that answers, a foundation model's or one made from it,
   *     one for each region in which it may; at least one
   */
  public ModelCatalogue withModelBehind(String arn, List<String> modelArns) {
    return with(
        discovered.withModelBehind(
            arn, BedrockId.of(modelArns.get(0), targets.builtIn()).foundation(), modelArns));
  }

  /**
   * The ARN that must be looked up before anybody can say whether a name may be called, as the
   * residency is a promise and the ARN does not tell where it leads; null for all other names.
   */
  @Nullable String unknownDestination(String name) {
    return !targets.residency().trustsIds()
            && resolve(name) instanceof ModelResolution.NotAllowed refused
        ? refused.unknown()
        : null;
  }

  /**
   * This catalogue with what the operator says, in place of what was said before.
   *
   * @throws IllegalArgumentException if something that was said makes no sense; the message is one
   *     sentence for the operator
   */
  public ModelCatalogue withOverrides(List<ModelOverride> overrides) {
    return new ModelCatalogue(
        targets, discovered, new Overrides(overrides, targets.builtIn()), presets, learned);
  }

  /**
   * This catalogue with presets, in place of those that it had; one whose name means another model
   * already takes that name.
   */
  public ModelCatalogue withPresets(List<Preset> presets) {
    Map<String, Preset> byKey = new LinkedHashMap<>();
    presets.forEach(preset -> byKey.put(ModelName.of(preset.name()).key(), preset));
    return new ModelCatalogue(targets, discovered, overrides, byKey, learned);
  }

  /** This catalogue as one sees it who may use these models only: others are not there. */
  public ModelCatalogue openTo(ModelRights rights) {
    if (rights.equals(this.rights)) {
      return this;
    }
    String word = rights.residency();
    if (word == null) {
      return new ModelCatalogue(this, rights);
    }
    Residency residency = new Residency(word);
    return residency.fits(targets.region())
        ? new ModelCatalogue(narrower.computeIfAbsent(residency, this::withResidency), rights)
        : new ModelCatalogue(this, names -> false);
  }

  /** A model of this place as its lessons have it. */
  public Model withLessons(Model model) {
    return after(learned.of(model.modelId(), targets.region()), model);
  }

  /**
   * This catalogue with what refusals of Bedrock's tell, then and later; the operator knows better.
   *
   * @param place what the region and the account that are called are called themselves
   * @param account the number of that account, null as long as nobody knows it
   * @param lessons who remembers
   */
  public ModelCatalogue withLessons(
      String place, Supplier<@Nullable String> account, Lessons lessons) {
    return new ModelCatalogue(
        targets, discovered, overrides, presets, new Learned(place, account, lessons));
  }

  /**
   * Finds the model that a name means: a name of the catalogue, an alias, a Bedrock id or an ARN.
   *
   * <p>An id that nobody knows gets cautious traits.
   */
  public ModelResolution resolve(String name) {
    ModelResolution meaning = meanings.of(name);
    if (meaning instanceof ModelResolution.Found found) {
      return isOpen(found.model()) ? withLessons(found) : new ModelResolution.NotFound(name, null);
    }
    return isHidden(name, meaning) ? new ModelResolution.NotFound(name, null) : meaning;
  }

  /**
   * Whether nothing is told of a model that cannot be called, as it is not open; what clients named
   * themselves counts by the model that it was made from.
   */
  private boolean isHidden(String name, ModelResolution meaning) {
    if (name.isBlank() || meaning instanceof ModelResolution.InvalidName) {
      return false;
    }
    Preset preset = presets.get(ModelName.of(name).key());
    return !rights.mayUse(List.of(preset == null ? name : preset.base()));
  }

  /** Whether a model may be used by whoever this catalogue is open to. */
  public boolean isOpen(Model model) {
    return rights.equals(ModelRights.ALL) || rights.mayUse(names(model));
  }

  /** What a model is called, but for names that clients made up: those say nothing of it. */
  public List<String> names(Model model) {
    Set<String> names = new LinkedHashSet<>();
    names.add(model.modelId());
    names.add(model.baseModelId());
    names.addAll(targets.builtIn().describe(model.baseModelId()).names());
    String own = ownName(model);
    if (own != null) {
      names.add(own);
    }
    Preset preset = presets.get(ModelName.of(model.name()).key());
    names.add(preset == null ? model.name() : ModelName.of(preset.base()).withTag());
    return List.copyOf(names);
  }

  private boolean isPreset(Model model) {
    return presets.containsKey(ModelName.of(model.name()).key());
  }

  /**
   * When a model last changed: a preset when it was made, and all others, which have no files that
   * could change, with the built-in catalogue.
   */
  public Instant modifiedAt(Model model) {
    Preset preset = presets.get(ModelName.of(model.name()).key());
    return preset == null ? builtInRevision() : preset.modifiedAt();
  }

  /**
   * The name of a model that lists and operators gave it, whatever a client calls it; null for a
   * model that is known by what clients call it alone.
   */
  public @Nullable String ownName(Model model) {
    String own = ownNames.getOrDefault(model.modelId(), ownNames.get(model.baseModelId()));
    boolean alias = !isPreset(model) && overrides.alias(ModelName.of(model.name())) != null;
    return own == null && alias ? model.name() : own;
  }

  private ModelResolution withLessons(ModelResolution.Found found) {
    List<Lesson> lessons = learned.of(found.model().modelId(), targets.region());
    if (lessons.isEmpty()) {
      return found;
    }
    List<String> reasons = new ArrayList<>(found.reasons());
    lessons.forEach(lesson -> reasons.add("learned from a refusal: " + lesson.says()));
    return new ModelResolution.Found(after(lessons, found.model()), reasons);
  }

  private Model after(List<Lesson> lessons, Model model) {
    if (lessons.isEmpty()) {
      return model;
    }
    Model changed = model;
    for (Lesson lesson : lessons) {
      changed = lesson.applyTo(changed);
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(model.baseModelId());
    names.addAll(targets.builtIn().describe(model.baseModelId()).names());
    names.add(model.name());
    changed = changed.with(overrides.changesOf(names).applyTo(changed.traits()));
    for (Lesson lesson : lessons) {
      changed = lesson.isOfService() ? lesson.applyTo(changed) : changed;
    }
    return changed;
  }

  /**
   * Who remembers what was learned, and of which place.
   *
   * @param place what the region and the account are called
   * @param account the number of that account; null as long as nobody knows it
   * @param lessons who remembers
   */
  private record Learned(String place, Supplier<@Nullable String> account, Lessons lessons) {

    List<Lesson> of(String modelId, String region) {
      return lessons.of(Lessons.Subject.of(place, account.get(), region, modelId));
    }
  }

  /** What a name means, whoever asks, but for what was learned since. */
  private ModelResolution meaning(String name) {
    if (name.isBlank()) {
      return new ModelResolution.NotFound(name, null);
    }
    ModelName parsed;
    try {
      parsed = ModelName.parse(name);
    } catch (CallException e) {
      return new ModelResolution.InvalidName(name, e.getMessage());
    }
    ModelResolution resolution = parsed.cloud() ? null : meaning(parsed);
    return resolution == null ? new ModelResolution.NotFound(name, null) : resolution;
  }

  private @Nullable ModelResolution meaning(ModelName name) {
    Preset preset = presets.get(name.key());
    return preset == null ? resolver.resolve(name) : resolve(preset);
  }

  private @Nullable ModelResolution resolve(Preset preset) {
    ModelResolution base = resolver.resolve(ModelName.parse(preset.base()));
    if (!(base instanceof ModelResolution.Found found)) {
      return base;
    }
    List<String> reasons = new ArrayList<>();
    reasons.add("preset of " + preset.base());
    reasons.addAll(found.reasons());
    return new ModelResolution.Found(found.model().as(preset.name(), preset.defaults()), reasons);
  }

  /**
   * The models that can be called, in the alphabetical order of their names.
   *
   * <p>Until foundation models were listed, these are the models of which the built-in catalogue
   * knows that the region can call them; others can be asked for by their names nevertheless.
   */
  public List<Model> list() {
    return list.stream().filter(this::isOpen).map(this::withLessons).toList();
  }

  /**
   * The models that can be asked for by their names although no list has them: until foundation
   * models were listed, nobody has told whether the region can call them.
   */
  public List<Model> unconfirmed() {
    List<Model> models = new ArrayList<>();
    for (RegionalModel model : index.models()) {
      if (model.isShown() && model.target() instanceof InferenceTarget.Unconfirmed target) {
        models.add(model.as(model.names().get(0), target.modelId()));
      }
    }
    return models.stream().filter(this::isOpen).map(this::withLessons).toList();
  }

  /** The models of the list; what changed last comes first. */
  public List<Model> listByChange() {
    return list().stream().sorted(Comparator.comparing(this::modifiedAt).reversed()).toList();
  }

  /**
   * A model as lists show it, whichever of its names, aliases and ids it was asked for by; the same
   * model for one that is made from it, and for one that no list has.
   */
  public Model listed(Model model) {
    if (isPreset(model)) {
      return model;
    }
    String own = ownName(model);
    return own == null ? model : model.as(own, model.defaults());
  }

  /**
   * The names that lists show models by, or are going to, by what Bedrock is called with and by
   * their own ids.
   */
  private static Map<String, String> ownNames(ModelIndex index) {
    Map<String, String> names = new HashMap<>();
    for (RegionalModel model : index.models()) {
      String modelId = calledWith(model.target());
      if (model.isShown() && modelId != null) {
        String shown = ModelName.of(model.names().get(0)).withTag();
        names.putIfAbsent(modelId, shown);
        names.putIfAbsent(model.foundation(), shown);
      }
    }
    return names;
  }

  private static @Nullable String calledWith(InferenceTarget target) {
    if (target instanceof InferenceTarget.Callable callable) {
      return callable.modelId();
    }
    return target instanceof InferenceTarget.Unconfirmed unconfirmed ? unconfirmed.modelId() : null;
  }

  private ModelCatalogue with(DiscoveredModels discovered) {
    return new ModelCatalogue(targets, discovered, overrides, presets, learned);
  }

  private List<Model> list(ModelIndex index) {
    Map<String, Model> models = new TreeMap<>();
    for (RegionalModel model : index.models()) {
      if (model.isShown() && model.target() instanceof InferenceTarget.Callable callable) {
        Model shown = model.as(model.names().get(0), callable.modelId());
        models.putIfAbsent(shown.name(), shown);
      }
    }
    for (Overrides.Alias alias : overrides.aliases()) {
      ModelResolution resolution = resolver.resolve(alias.name());
      if (resolution instanceof ModelResolution.Found found) {
        models.put(found.model().name(), found.model());
      }
    }
    for (Preset preset : presets.values()) {
      if (resolve(preset) instanceof ModelResolution.Found found) {
        models.put(found.model().name(), found.model());
      }
    }
    return List.copyOf(models.values());
  }
}
