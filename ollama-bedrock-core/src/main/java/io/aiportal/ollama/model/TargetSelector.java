package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses what Bedrock is called with for a foundation model.
 *
 * <p>The model in the region itself where it can be called on demand, otherwise the inference
 * profile of the narrowest geography that the residency allows. What the control plane has not told
 * is guessed by the built-in catalogue.
 *
 * @param region the region that is called
 * @param residency where the data may go
 * @param builtIn the built-in catalogue
 */
record TargetSelector(String region, Residency residency, BuiltInCatalogue builtIn) {

  private static final InferenceTarget NOT_LISTED = new InferenceTarget.NotListed();

  /** Whether a model can be called by its own id. */
  private enum OnDemand {
    YES,
    NO,
    UNKNOWN
  }

  /**
   * The target of a foundation model.
   *
   * @param foundation the model's id
   * @param entry what the built-in catalogue says of it
   * @param discovered what the control plane listed
   */
  InferenceTarget select(String foundation, CatalogueEntry entry, DiscoveredModels discovered) {
    OnDemand onDemand = onDemand(foundation, entry, discovered);
    if (onDemand == OnDemand.YES) {
      return new InferenceTarget.Callable(foundation, "on demand in " + region);
    }
    Map<String, String> profiles = profiles(foundation, entry, discovered);
    Optional<String> allowed = narrowest(profiles, residency::allowsProfilesOf);
    if (allowed.isPresent()) {
      return profile(allowed.get(), profiles.getOrDefault(allowed.get(), foundation));
    }
    if (onDemand == OnDemand.UNKNOWN) {
      return new InferenceTarget.Unconfirmed(foundation);
    }
    return narrowest(profiles, geography -> true)
        .<InferenceTarget>map(
            geography ->
                new InferenceTarget.NotAllowed(profiles.getOrDefault(geography, foundation)))
        .orElseGet(
            () ->
                discovered.tellsAllOf(foundation)
                    ? NOT_LISTED
                    : new InferenceTarget.Unconfirmed(foundation));
  }

  /**
   * The target of an inference profile that somebody of this account made.
   *
   * @param profile the profile
   * @param foundation the foundation model behind it
   */
  InferenceTarget select(InferenceProfile profile, String foundation) {
    return residency.allows(DiscoveredModels.destinationOf(profile), region)
        ? new InferenceTarget.Callable(
            profile.inferenceProfileArn(),
            "application inference profile '%s' of %s".formatted(profile.name(), foundation))
        : new InferenceTarget.NotAllowed(profile.inferenceProfileId());
  }

  private InferenceTarget profile(String geography, String profileId) {
    return new InferenceTarget.Callable(
        profileId,
        "inference profile of %s, as the model is not on demand in %s"
            .formatted(geography, region));
  }

  private OnDemand onDemand(String foundation, CatalogueEntry entry, DiscoveredModels discovered) {
    FoundationModel model = discovered.model(foundation);
    if (model != null) {
      return isOnDemand(model, discovered) ? OnDemand.YES : OnDemand.NO;
    }
    if (discovered.knowsModels()) {
      return OnDemand.NO;
    }
    if (entry.onDemand() == null) {
      return OnDemand.UNKNOWN;
    }
    return entry.onDemand().contains(region) ? OnDemand.YES : OnDemand.NO;
  }

  private static boolean isOnDemand(FoundationModel model, DiscoveredModels discovered) {
    return model.inferenceTypes().contains("ON_DEMAND")
        || (model.inferenceTypes().isEmpty() && discovered.profilesOf(model.modelId()).isEmpty());
  }

  private Map<String, String> profiles(
      String foundation, CatalogueEntry entry, DiscoveredModels discovered) {
    if (discovered.knowsProfiles() || discovered.tellsAllOf(foundation)) {
      return discovered.profilesOf(foundation);
    }
    Map<String, String> guessed = new LinkedHashMap<>();
    if (!entry.notFrom().contains(region)) {
      for (String geography : builtIn.geographies().around(region)) {
        guess(geography, foundation, entry, guessed);
      }
    }
    guess(Geographies.GLOBAL, foundation, entry, guessed);
    return guessed;
  }

  private static void guess(
      String geography, String foundation, CatalogueEntry entry, Map<String, String> guessed) {
    if (entry.profiles().contains(geography)) {
      guessed.put(geography, geography + "." + foundation);
    }
  }

  private Optional<String> narrowest(Map<String, String> profiles, Predicate<String> allowed) {
    return profiles.keySet().stream()
        .filter(allowed)
        .min(Comparator.comparingInt(builtIn.geographies()::breadthOf));
  }
}
