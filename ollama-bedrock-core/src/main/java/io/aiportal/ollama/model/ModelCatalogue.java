package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which models there are in a region, and which one a name means.
 *
 * <p>What is known comes from three sources, each of which overrules the one before: the catalogue
 * that is built into the library, what Bedrock's control plane lists ({@link #withListed}), and
 * what the operator says ({@link #withOverrides}). A catalogue never changes; the methods that add
 * a source return a new one.
 *
 * <p>A name stands for a model of the region itself if there is one, otherwise for an inference
 * profile of the narrowest geography around it, and for a global profile only after {@link
 * #withGlobalProfiles}. An id that says where it goes, such as {@code us.…}, {@code global.…} or an
 * ARN, is taken at its word.
 *
 * <p>Until something was listed, a name's route is what the built-in catalogue remembers of the
 * regions; Bedrock has the last word.
 */
public final class ModelCatalogue {

  private final KnownModels known = KnownModels.builtIn();
  private final Router router;
  private final Listed listed;
  private final List<ModelOverride> overrides;

  private final List<Offer> offers = new ArrayList<>();
  private final Map<String, Offer> byName = new HashMap<>();
  private final Map<String, Offer> byFoundation = new HashMap<>();
  private final Map<String, Alias> aliases = new LinkedHashMap<>();

  /** ModelTraits that the operator changed, by the name that was used for the model. */
  private final Map<String, Map<String, Object>> said = new HashMap<>();

  private ModelCatalogue(Router router, Listed listed, List<ModelOverride> overrides) {
    this.router = router;
    this.listed = listed;
    this.overrides = overrides;
    overrides.forEach(this::take);
    aliases.values().forEach(this::refuseCircle);
    Offers there = new Offers(known, router, listed);
    for (Offer model : there.models()) {
      Offer offer = withSaid(model);
      byFoundation.put(lower(offer.foundation()), offer);
      add(offer);
    }
    there.applications().forEach(profile -> add(withSaid(profile)));
  }

  /** The catalogue that is built into the library, for calls to a region like {@code eu-west-2}. */
  public static ModelCatalogue builtIn(String region) {
    Router router = new Router(region, false, KnownModels.builtIn());
    return new ModelCatalogue(router, Listed.NOTHING, List.of());
  }

  /** This catalogue, where a name may or may not stand for a profile that calls any region. */
  public ModelCatalogue withGlobalProfiles(boolean allowed) {
    return new ModelCatalogue(new Router(router.region(), allowed, known), listed, overrides);
  }

  /**
   * This catalogue with what the control plane lists, in place of what it listed before.
   *
   * @param models the foundation models of the region; if there is no profile either, nothing is
   *     taken to be listed yet
   * @param profiles the inference profiles that the region can call, Bedrock's and the account's
   */
  public ModelCatalogue withListed(List<FoundationModel> models, List<InferenceProfile> profiles) {
    return new ModelCatalogue(router, new Listed(models, profiles), overrides);
  }

  /**
   * This catalogue with what the operator says, in place of what was said before.
   *
   * @throws IllegalArgumentException if something that was said makes no sense; the message is one
   *     sentence for the operator
   */
  public ModelCatalogue withOverrides(List<ModelOverride> overrides) {
    return new ModelCatalogue(router, listed, List.copyOf(overrides));
  }

  /**
   * The model that a name means: a name of the catalogue, an alias, a Bedrock id or an ARN.
   *
   * <p>An id that nobody knows gets cautious traits.
   *
   * @return nothing if the name means nothing
   * @throws CallException with status 400 if nothing can have such a name, with 403 if the model
   *     can only be called through a global profile and that is not allowed, and with 404 if the
   *     region does not have it
   */
  public Optional<Model> resolve(String name) {
    if (name.isBlank()) {
      return Optional.empty();
    }
    ModelName parsed = ModelName.parse(name);
    return parsed.cloud() ? Optional.empty() : resolve(parsed);
  }

  /** The models that can be called, in the alphabetical order of their names. */
  public List<Model> list() {
    Map<String, Model> models = new TreeMap<>();
    for (Offer offer : offers) {
      if (offer.route() instanceof Route.To to) {
        Model model = model(offer.names().get(0), to.modelId(), offer);
        models.putIfAbsent(model.name(), model);
      }
    }
    for (Alias alias : aliases.values()) {
      callable(alias).ifPresent(model -> models.put(model.name(), model));
    }
    return List.copyOf(models.values());
  }

  private Optional<Model> resolve(ModelName name) {
    Alias alias = aliases.get(name.key());
    if (alias != null) {
      return resolve(alias.target()).map(alias::of);
    }
    Offer offer = byName.get(name.key());
    if (offer != null) {
      return Optional.of(byName(name, offer));
    }
    return name.isArn() || BedrockId.looksLike(name.value())
        ? Optional.of(byId(name))
        : Optional.empty();
  }

  private Model byName(ModelName name, Offer offer) {
    String shown = offer.names().get(0);
    Route route = offer.route();
    if (route instanceof Route.To to) {
      return model(shown, to.modelId(), offer);
    }
    if (route instanceof Route.OnlyGlobal global) {
      throw onlyGlobal(name, global);
    }
    if (!listed.isEmpty()) {
      throw notHere(name, offer);
    }
    return model(shown, offer.foundation(), offer);
  }

  private Model byId(ModelName name) {
    BedrockId id = BedrockId.of(name.value(), known);
    Offer offer = byFoundation.get(lower(id.foundation()));
    if (offer == null) {
      Description family = known.describe(id.foundation());
      Route nowhere = new Route.Nowhere();
      offer = withSaid(new Offer(List.of(name.value()), id.foundation(), family, nowhere));
    }
    return id.saysWhere()
        ? model(name.value(), id.textFor(offer.foundation()), offer)
        : model(name.value(), modelIdFor(name, offer), offer);
  }

  /** What to call for a foundation model's bare id: that very id, unless it is sure to fail. */
  private String modelIdFor(ModelName name, Offer offer) {
    boolean sure = !listed.isEmpty() || !offer.description().onDemandSomewhere();
    if (sure && offer.route() instanceof Route.To to) {
      return to.modelId();
    }
    if (!listed.isEmpty() && offer.route() instanceof Route.OnlyGlobal global) {
      throw onlyGlobal(name, global);
    }
    return offer.foundation();
  }

  private Model model(String name, String modelId, Offer offer) {
    Description description = offer.description();
    String foundation = offer.foundation();
    String provider =
        foundation.startsWith("arn:") ? "bedrock" : foundation.replaceFirst("\\..*", "");
    return new Model(
        tagged(name),
        modelId,
        foundation,
        or(description.displayName(), foundation),
        or(description.provider(), provider),
        or(description.family(), lower(provider)),
        description.traits());
  }

  private Optional<Model> callable(Alias alias) {
    try {
      return resolve(alias.target()).map(alias::of);
    } catch (CallException e) {
      return Optional.empty(); // whoever asks for it by name is told why
    }
  }

  /** The offer with what the operator said under any of the model's names. */
  private Offer withSaid(Offer offer) {
    Description description = offer.description();
    Map<String, Object> changed = new HashMap<>();
    Stream.of(offer.names(), description.names(), List.of(offer.foundation()))
        .flatMap(List::stream)
        .forEach(name -> changed.putAll(said.getOrDefault(keyOf(name), Map.of())));
    if (changed.isEmpty()) {
      return offer;
    }
    ModelTraits traits = KnownModels.with(description.traits(), changed);
    return new Offer(
        offer.names(),
        offer.foundation(),
        description.with(description.displayName(), description.provider(), traits),
        offer.route());
  }

  /** Adds an offer under those of its names that are still free. */
  private void add(Offer offer) {
    List<String> free =
        offer.names().stream().filter(name -> !byName.containsKey(keyOf(name))).toList();
    if (!free.isEmpty()) {
      Offer added = new Offer(free, offer.foundation(), offer.description(), offer.route());
      free.forEach(name -> byName.put(keyOf(name), added));
      offers.add(added);
    }
  }

  private void take(ModelOverride override) {
    ModelName name = named(override.name());
    String target = override.model();
    KnownModels.with(known.describe("").traits(), override.traits());
    if (target == null) {
      said.put(name.key(), override.traits());
      return;
    }
    Alias alias = new Alias(name.withTag(), named(target), override.traits());
    if (aliases.put(name.key(), alias) != null) {
      throw new IllegalArgumentException("two models are called \"" + override.name() + "\"");
    }
  }

  private static ModelName named(String name) {
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
            "the model \"" + alias.name() + "\" stands for itself in the end");
      }
      next = aliases.get(next.target().key());
    }
  }

  private CallException onlyGlobal(ModelName name, Route.OnlyGlobal route) {
    return new CallException(
        403,
        "model '%s' can be called from %s only through %s, which may send data to any region; "
                .formatted(name.value(), router.region(), route.profileId())
            + "allow global inference profiles, or ask for that id",
        null);
  }

  private CallException notHere(ModelName name, Offer offer) {
    return new CallException(
        404,
        "model '%s' not found: Amazon Bedrock does not list %s in %s"
            .formatted(name.value(), offer.description().displayName(), router.region()),
        null);
  }

  private static String keyOf(String name) {
    return new ModelName(name, false).key();
  }

  private static String tagged(String name) {
    return new ModelName(name, false).withTag();
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  private static String or(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }

  /** A name that the operator added. */
  private record Alias(String name, ModelName target, Map<String, Object> traits) {

    Model of(Model model) {
      return new Model(
          name,
          model.modelId(),
          model.baseModelId(),
          model.displayName(),
          model.provider(),
          model.family(),
          traits.isEmpty() ? model.traits() : KnownModels.with(model.traits(), traits));
    }
  }
}
