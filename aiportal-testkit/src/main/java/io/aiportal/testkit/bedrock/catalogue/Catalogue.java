package io.aiportal.testkit.bedrock.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel.Lifecycle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The models and inference profiles that the simulator knows. */
public final class Catalogue {

  /** The AWS account in the ARNs of profiles, unless it is another that asks. */
  public static final String ACCOUNT = "123456789012";

  /** The prefix of ids that are always allowed, in every region. */
  public static final String SIMULATOR_PREFIX = "simulator.";

  private static final String GLOBAL = "global";

  private final Map<String, List<String>> geographies;
  private final List<SimulatedModel> models;
  private final Map<String, String> applicationProfiles;
  private final String account;

  private Catalogue(
      Map<String, List<String>> geographies,
      List<SimulatedModel> models,
      Map<String, String> applicationProfiles,
      String account) {
    this.geographies = geographies;
    this.models = List.copyOf(models);
    this.applicationProfiles = applicationProfiles;
    this.account = account;
  }

  /** The built-in models. */
  public static Catalogue builtIn() {
    try (InputStream resource = Catalogue.class.getResourceAsStream("catalogue.json")) {
      JsonNode json = new ObjectMapper().readTree(resource);
      Map<String, List<String>> geographies = new LinkedHashMap<>();
      json.get("geographies")
          .properties()
          .forEach(g -> geographies.put(g.getKey(), texts(g.getValue())));
      List<SimulatedModel> models = new ArrayList<>();
      json.get("models").forEach(model -> models.add(model(model)));
      return new Catalogue(geographies, models, Map.of(), ACCOUNT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This catalogue with another model, which replaces one of the same id. */
  public Catalogue with(SimulatedModel model) {
    List<SimulatedModel> more = new ArrayList<>(models);
    more.removeIf(known -> known.id().equals(model.id()));
    more.add(model);
    return new Catalogue(geographies, more, applicationProfiles, account);
  }

  /**
   * This catalogue with an application inference profile, in every region.
   *
   * @param profileId the opaque end of the profile's ARN
   * @param target the id of the model, or of the system-defined profile, behind it
   */
  public Catalogue withApplicationProfile(String profileId, String target) {
    Map<String, String> more = new LinkedHashMap<>(applicationProfiles);
    more.put(profileId, target);
    return new Catalogue(geographies, models, more, account);
  }

  /** This catalogue as another AWS account sees it, which has the same application profiles. */
  public Catalogue inAccount(String other) {
    return other.equals(account)
        ? this
        : new Catalogue(geographies, models, applicationProfiles, other);
  }

  /** Whether it has a model of this id, wherever. */
  public boolean has(String modelId) {
    return models.stream().anyMatch(model -> model.id().equals(modelId));
  }

  /** Whether an application inference profile can lead to this model or system-defined profile. */
  public boolean isTarget(String idOfModelOrProfile) {
    return models.stream()
        .anyMatch(
            model ->
                idOfModelOrProfile.equals(model.id())
                    || model.profileGeographies().stream()
                        .anyMatch(g -> idOfModelOrProfile.equals(g + "." + model.id())));
  }

  /** The models of a region, those at the end of their life left out. */
  public List<SimulatedModel> models(String region) {
    return models.stream()
        .filter(model -> model.lifecycle() != Lifecycle.EOL)
        .filter(model -> isOnDemand(model, region) || !profiles(model, region).isEmpty())
        .toList();
  }

  /** The ways in which a model can be called in a region, as Bedrock names them. */
  public List<String> inferenceTypes(SimulatedModel model, String region) {
    List<String> types = new ArrayList<>();
    if (isOnDemand(model, region)) {
      types.add("ON_DEMAND");
    }
    if (!profiles(model, region).isEmpty()) {
      types.add("INFERENCE_PROFILE");
    }
    return types;
  }

  /** The inference profiles of a region: first those defined by the system. */
  public List<SimulatedProfile> profiles(String region) {
    Stream<SimulatedProfile> system =
        models(region).stream().flatMap(model -> profiles(model, region).stream());
    Stream<SimulatedProfile> application =
        applicationProfiles.keySet().stream().flatMap(id -> application(id, region).stream());
    return Stream.concat(system, application).toList();
  }

  /** The profile of that id or ARN in a region. */
  public Optional<SimulatedProfile> profile(String idOrArn, String region) {
    return profiles(region).stream()
        .filter(profile -> profile.id().equals(idOrArn) || profile.arn().equals(idOrArn))
        .findFirst();
  }

  /** The region to call an id or ARN in: the preferred one, unless only another knows it. */
  public String regionOf(String idOrArn, String preferred) {
    return Stream.concat(
            Stream.of(preferred), geographies.values().stream().flatMap(List::stream).distinct())
        .filter(region -> !(resolve(idOrArn, region) instanceof Resolution.Unknown))
        .findFirst()
        .orElse(preferred);
  }

  /** What the model id or ARN of a call means in a region. */
  public Resolution resolve(String idOrArn, String region) {
    String id = idOrArn.replaceFirst("^arn:aws:bedrock:[a-z0-9-]*::foundation-model/", "");
    if (id.startsWith(SIMULATOR_PREFIX)) {
      return new Resolution.Callable(SimulatedModel.text(id, "Simulator", List.of(region)));
    }
    Optional<SimulatedProfile> profile =
        Stream.concat(
                models.stream()
                    .filter(model -> id.endsWith(model.id()))
                    .flatMap(model -> profiles(model, region).stream()),
                applicationProfiles.keySet().stream()
                    .filter(id::endsWith)
                    .flatMap(own -> application(own, region).stream()))
            .filter(known -> known.id().equals(id) || known.arn().equals(id))
            .findFirst();
    if (profile.isPresent()) {
      return called(profile.get().model());
    }
    return models.stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .map(model -> resolve(model, region))
        .orElseGet(Resolution.Unknown::new);
  }

  private static Resolution called(SimulatedModel model) {
    return switch (model.lifecycle()) {
      case ACTIVE, LEGACY -> new Resolution.Callable(model);
      case LAPSED -> new Resolution.Lapsed(model);
      case EOL -> new Resolution.EndOfLife(model);
    };
  }

  private Resolution resolve(SimulatedModel model, String region) {
    if (model.lifecycle() == Lifecycle.EOL) {
      return new Resolution.EndOfLife(model);
    }
    if (isOnDemand(model, region)) {
      return called(model);
    }
    return profiles(model, region).isEmpty()
        ? new Resolution.Unknown()
        : new Resolution.ProfileOnly(model);
  }

  private static boolean isOnDemand(SimulatedModel model, String region) {
    return model.onDemandRegions().contains(region);
  }

  private List<SimulatedProfile> profiles(SimulatedModel model, String region) {
    return model.profileGeographies().stream()
        .filter(geography -> geographies.getOrDefault(geography, List.of()).contains(region))
        .map(geography -> systemDefined(geography, model, region))
        .toList();
  }

  private SimulatedProfile systemDefined(String geography, SimulatedModel model, String region) {
    String id = geography + "." + model.id();
    List<String> arns =
        geography.equals(GLOBAL)
            ? List.of(model.arn(region), model.arn(""))
            : geographies.getOrDefault(geography, List.of()).stream().map(model::arn).toList();
    String name =
        (geography.equals(GLOBAL) ? "Global" : geography.toUpperCase(Locale.ROOT))
            + " "
            + model.provider()
            + " "
            + model.name();
    return new SimulatedProfile(
        id,
        profileArn(region, "inference-profile", id),
        name,
        SimulatedProfile.Type.SYSTEM_DEFINED,
        model,
        arns);
  }

  private Optional<SimulatedProfile> application(String id, String region) {
    String target = applicationProfiles.getOrDefault(id, "");
    return models.stream()
        .filter(
            model ->
                model.id().equals(target)
                    || profiles(model, region).stream().anyMatch(p -> p.id().equals(target)))
        .findFirst()
        .map(
            model ->
                new SimulatedProfile(
                    id,
                    profileArn(region, "application-inference-profile", id),
                    id,
                    SimulatedProfile.Type.APPLICATION,
                    model,
                    profiles(model, region).stream()
                        .filter(p -> p.id().equals(target))
                        .findFirst()
                        .map(SimulatedProfile::modelArns)
                        .orElseGet(() -> List.of(model.arn(region)))));
  }

  private String profileArn(String region, String kind, String id) {
    return "arn:aws:bedrock:" + region + ":" + account + ":" + kind + "/" + id;
  }

  private static SimulatedModel model(JsonNode json) {
    return new SimulatedModel(
        json.get("id").asText(),
        json.get("name").asText(),
        json.get("provider").asText(),
        json.has("input") ? texts(json.get("input")) : List.of("TEXT"),
        json.has("output") ? texts(json.get("output")) : List.of("TEXT"),
        json.path("streaming").asBoolean(true),
        Lifecycle.valueOf(json.path("lifecycle").asText("ACTIVE")),
        texts(json.get("onDemand")),
        texts(json.get("profiles")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
