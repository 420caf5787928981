package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane listed for a region: its foundation models, its inference profiles, both
 * or neither.
 */
final class DiscoveredModels {

  /** Nothing was listed yet. */
  static final DiscoveredModels NONE = new DiscoveredModels(null, null, Map.of());

  private static final String FOUNDATION = "foundation-model/";
  private static final int REGION_OF_ARN = 3;

  private final @Nullable List<FoundationModel> listedModels;
  private final @Nullable List<InferenceProfile> listedProfiles;

  /** What is behind ARNs that do not tell. */
  private final Map<String, Behind> behind;

  private final Map<String, FoundationModel> models = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
  private final List<InferenceProfile> applications = new ArrayList<>();

  /** A foundation model, and where it answers. */
  private record Behind(String foundation, Destination destination) {}

  private DiscoveredModels(
      @Nullable List<FoundationModel> models,
      @Nullable List<InferenceProfile> profiles,
      Map<String, Behind> behind) {
    this.listedModels = models;
    this.listedProfiles = profiles;
    this.behind = behind;
    if (models != null) {
      models.forEach(model -> this.models.put(model.modelId(), model));
    }
    if (profiles != null) {
      profiles.forEach(this::add);
    }
  }

  /** These with other foundation models; an empty list says nothing. */
  DiscoveredModels withModels(List<FoundationModel> models) {
    return models.isEmpty()
        ? this
        : new DiscoveredModels(List.copyOf(models), listedProfiles, behind);
  }

  /** These with other inference profiles; an empty list says that there is none. */
  DiscoveredModels withProfiles(List<InferenceProfile> profiles) {
    return new DiscoveredModels(listedModels, List.copyOf(profiles), behind);
  }

  /** These with the foundation model behind an ARN that does not name it, and that model's ARNs. */
  DiscoveredModels withModelBehind(String arn, String foundation, List<String> modelArns) {
    Map<String, Behind> more = new HashMap<>(behind);
    more.put(arn, new Behind(foundation, destinationOf(modelArns)));
    return new DiscoveredModels(listedModels, listedProfiles, Map.copyOf(more));
  }

  /** The foundation model behind an ARN that does not name it; null if nobody told. */
  @Nullable String modelBehind(String arn) {
    Behind known = behind.get(arn);
    return known == null ? null : known.foundation();
  }

  /** Where an ARN leads that does not tell; null if nobody told. */
  @Nullable Destination destinationBehind(String arn) {
    Behind known = behind.get(arn);
    return known == null ? null : known.destination();
  }

  /** What is known beside the lists. */
  DiscoveredModels withoutLists() {
    return new DiscoveredModels(null, null, behind);
  }

  /** Whether nothing was listed. */
  boolean isEmpty() {
    return listedModels == null && listedProfiles == null;
  }

  /** Whether foundation models were listed. */
  boolean knowsModels() {
    return listedModels != null;
  }

  /** Whether inference profiles were listed. */
  boolean knowsProfiles() {
    return listedProfiles != null;
  }

  /** Whether the lists leave no doubt how a foundation model can be called, or that it cannot. */
  boolean tellsAllOf(String foundation) {
    return knowsModels() && (knowsProfiles() || !models.containsKey(foundation));
  }

  /** Ids of the foundation models that are listed, be it by a profile alone. */
  Set<String> ids() {
    Set<String> ids = new LinkedHashSet<>(models.keySet());
    ids.addAll(profiles.keySet());
    return ids;
  }

  /** Whether a foundation model is listed, be it by a profile alone. */
  boolean lists(String foundation) {
    return models.containsKey(foundation) || profiles.containsKey(foundation);
  }

  /** A foundation model as it is listed; null if it is not, or if only a profile speaks of it. */
  @Nullable FoundationModel model(String foundation) {
    return models.get(foundation);
  }

  /** Ids of a foundation model's profiles by their geography. */
  Map<String, String> profilesOf(String foundation) {
    return profiles.getOrDefault(foundation, Map.of());
  }

  /** Profiles that somebody of this account made. */
  List<InferenceProfile> applications() {
    return applications;
  }

  /** The foundation model behind a profile; the profile's own ARN if its models do not tell. */
  static String foundationOf(InferenceProfile profile) {
    for (String arn : profile.modelArns()) {
      int start = arn.indexOf(FOUNDATION);
      if (start != -1) {
        return arn.substring(start + FOUNDATION.length());
      }
    }
    return profile.inferenceProfileArn();
  }

  /** Where a profile sends calls. */
  static Destination destinationOf(InferenceProfile profile) {
    return destinationOf(profile.modelArns());
  }

  private static Destination destinationOf(List<String> modelArns) {
    Set<String> regions = new LinkedHashSet<>();
    for (String arn : modelArns) {
      String[] parts = arn.split(":", -1);
      regions.add(parts.length > REGION_OF_ARN ? parts[REGION_OF_ARN] : "");
    }
    return regions.isEmpty() ? new Destination.Unknown() : new Destination.Regions(regions);
  }

  private void add(InferenceProfile profile) {
    String id = profile.inferenceProfileId();
    int dot = id.indexOf('.');
    if (profile.application()) {
      applications.add(profile);
    } else if (dot > 0 && !foundationOf(profile).equals(profile.inferenceProfileArn())) {
      profiles
          .computeIfAbsent(foundationOf(profile), key -> new LinkedHashMap<>())
          .put(id.substring(0, dot), id);
    }
  }
}
