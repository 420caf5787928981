package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses how a foundation model is called from a region.
 *
 * <p>In the region itself where that is possible, otherwise through the profile of the narrowest
 * geography around it, and through the global profile only if that is allowed.
 *
 * @param region the region that is called
 * @param globalAllowed whether a name may stand for a global profile
 * @param known the built-in catalogue
 */
record Router(String region, boolean globalAllowed, KnownModels known) {

  private static final Route NOWHERE = new Route.Nowhere();

  /** By what the control plane lists. */
  Route listed(String foundation, Listed listed) {
    Map<String, String> profiles = listed.profilesOf(foundation);
    FoundationModel model = listed.model(foundation);
    if (model != null && isOnDemand(model, profiles)) {
      return new Route.To(foundation);
    }
    Optional<String> narrowest =
        profiles.keySet().stream()
            .filter(geography -> !geography.equals(KnownModels.GLOBAL))
            .min(Comparator.comparingInt(known::breadthOf));
    if (narrowest.isPresent()) {
      return new Route.To(profiles.getOrDefault(narrowest.get(), foundation));
    }
    String global = profiles.get(KnownModels.GLOBAL);
    return global == null ? NOWHERE : global(global);
  }

  /**
   * By what the built-in catalogue knows, as nothing was listed: a guess that Bedrock may refuse.
   */
  Route guessed(Description model) {
    if (model.onDemandIn(region)) {
      return new Route.To(model.id());
    }
    List<String> geographies = known.geographiesOf(region);
    if (!model.notFrom().contains(region)) {
      for (String geography : geographies) {
        if (model.profiles().contains(geography)) {
          return new Route.To(geography + "." + model.id());
        }
      }
    }
    return model.profiles().contains(KnownModels.GLOBAL)
        ? global(KnownModels.GLOBAL + "." + model.id())
        : NOWHERE;
  }

  private Route global(String profileId) {
    return globalAllowed ? new Route.To(profileId) : new Route.OnlyGlobal(profileId);
  }

  private static boolean isOnDemand(FoundationModel model, Map<String, String> profiles) {
    return model.inferenceTypes().contains("ON_DEMAND")
        || (model.inferenceTypes().isEmpty() && profiles.isEmpty());
  }
}
