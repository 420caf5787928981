package io.aiportal.ollama.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the built-in catalogue says of a model, or of the models of a family that it does not know.
 *
 * @param id the foundation model's id; empty for a family
 * @param idPrefixes how ids of a family begin; empty for a model
 * @param names what people call the model, without tag where that is {@code latest}; the first is
 *     shown
 * @param displayName its name for people
 * @param provider who made it
 * @param family its family in lower case
 * @param profiles geographies with an inference profile for it
 * @param onDemand regions where the bare id can be called; null where the catalogue does not know
 * @param notFrom regions that lack a profile although their geography has one
 * @param hidden whether it is left out of lists: conversations have no use for it, or Bedrock
 *     offers it through other endpoints only
 * @param traits what it can do
 */
record CatalogueEntry(
    String id,
    List<String> idPrefixes,
    List<String> names,
    String displayName,
    String provider,
    String family,
    List<String> profiles,
    @Nullable List<String> onDemand,
    List<String> notFrom,
    boolean hidden,
    ModelTraits traits) {

  /** Whether this is what is known of a family, not of one model. */
  boolean isFamily() {
    return id.isEmpty();
  }

  /** Whether the bare id can be called from no region at all. */
  boolean isOnDemandNowhere() {
    return onDemand != null && onDemand.isEmpty();
  }

  /** Whether the model is gone, as far as anybody says. */
  boolean isEnded() {
    return traits.lifecycle().status() == Lifecycle.Status.ENDED;
  }

  /** This entry with what somebody else knows better. */
  CatalogueEntry with(String displayName, String provider, ModelTraits traits) {
    return new CatalogueEntry(
        id,
        idPrefixes,
        names,
        displayName,
        provider,
        family,
        profiles,
        onDemand,
        notFrom,
        hidden,
        traits);
  }

  /** This entry with other traits. */
  CatalogueEntry with(TraitChanges changes) {
    return changes.isEmpty() ? this : with(displayName, provider, changes.applyTo(traits));
  }
}
