package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the control plane lists for a region; empty lists say nothing. */
final class Listed {

  static final Listed NOTHING = new Listed(List.of(), List.of());

  private static final String FOUNDATION = "foundation-model/";

  private final Map<String, FoundationModel> models = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
  private final List<InferenceProfile> applications = new ArrayList<>();

  Listed(List<FoundationModel> models, List<InferenceProfile> profiles) {
    models.forEach(model -> this.models.put(model.modelId(), model));
    for (InferenceProfile profile : profiles) {
      if (profile.application()) {
        applications.add(profile);
      } else {
        addProfile(profile);
      }
    }
  }

  boolean isEmpty() {
    return models.isEmpty() && profiles.isEmpty();
  }

  /** Ids of the foundation models that are listed, be it by a profile alone. */
  Set<String> ids() {
    Set<String> ids = new LinkedHashSet<>(models.keySet());
    ids.addAll(profiles.keySet());
    return ids;
  }

  /** A foundation model as it is listed; null if only a profile speaks of it. */
  @Nullable FoundationModel model(String id) {
    return models.get(id);
  }

  /** Ids of a foundation model's profiles by their geography. */
  Map<String, String> profilesOf(String id) {
    return profiles.getOrDefault(id, Map.of());
  }

  /** Profiles that somebody of this account made. */
  List<InferenceProfile> applications() {
    return applications;
  }

  /** The foundation model behind a profile; empty if its models cannot be read. */
  static String foundationOf(InferenceProfile profile) {
    for (String arn : profile.modelArns()) {
      int start = arn.indexOf(FOUNDATION);
      if (start >= 0) {
        return arn.substring(start + FOUNDATION.length());
      }
    }
    return "";
  }

  private void addProfile(InferenceProfile profile) {
    String id = profile.inferenceProfileId();
    String foundation = foundationOf(profile);
    int dot = id.indexOf('.');
    if (dot > 0 && !foundation.isEmpty()) {
      profiles
          .computeIfAbsent(foundation, key -> new LinkedHashMap<>())
          .put(id.substring(0, dot), id);
    }
  }
}
