package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What there is to ask for in a region: the built-in catalogue and the control plane's lists. */
final class Offers {

  private final KnownModels known;
  private final Router router;
  private final Listed listed;

  Offers(KnownModels known, Router router, Listed listed) {
    this.known = known;
    this.router = router;
    this.listed = listed;
  }

  /**
   * Foundation models. Those of the catalogue that the lists lack are among them, so that whoever
   * asks for one can be told.
   */
  List<Offer> models() {
    List<Offer> offers = new ArrayList<>();
    for (Description model : known.all()) {
      Route route = listed.isEmpty() ? router.guessed(model) : router.listed(model.id(), listed);
      Description merged = merge(model, listed.model(model.id()));
      offers.add(new Offer(namesOf(model), model.id(), merged, route));
    }
    for (String id : listed.ids()) {
      FoundationModel model = listed.model(id);
      Description family = known.describe(id);
      if (known.find(id).isEmpty() && isForConversations(family, model)) {
        Description merged = merge(family, model);
        offers.add(new Offer(List.of(id), id, merged, router.listed(id, listed)));
      }
    }
    return offers;
  }

  /** Inference profiles that somebody of this account made. */
  List<Offer> applications() {
    return listed.applications().stream().map(this::application).toList();
  }

  private Offer application(InferenceProfile profile) {
    String foundation = Listed.foundationOf(profile);
    Description model = known.describe(foundation);
    Description merged = merge(model, listed.model(foundation));
    return new Offer(
        List.of(slug(profile), profile.inferenceProfileId(), profile.inferenceProfileArn()),
        foundation,
        merged.with(profile.name(), merged.provider(), merged.traits()),
        new Route.To(profile.inferenceProfileArn()));
  }

  /** A profile's name in the form of a model's: {@code Team A – chat} is {@code team-a-chat}. */
  private static String slug(InferenceProfile profile) {
    String slug =
        profile
            .name()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    return slug.isEmpty() ? profile.inferenceProfileId() : slug;
  }

  /** The catalogue's names, and the id without provider and version. */
  private static List<String> namesOf(Description model) {
    Set<String> names = new LinkedHashSet<>(model.names());
    String id = model.id();
    names.add(id.substring(id.indexOf('.') + 1).replaceFirst("-v\\d+(:\\d+)?$", ""));
    return List.copyOf(names);
  }

  private static boolean isForConversations(Description family, @Nullable FoundationModel model) {
    if (family.hidden() || model == null) {
      return !family.hidden();
    }
    return has(model.inputModalities(), "TEXT")
        && (has(model.outputModalities(), "TEXT") || has(model.outputModalities(), "EMBEDDING"));
  }

  /** Whether a modality is listed; where none is, the list says nothing. */
  private static boolean has(List<String> modalities, String modality) {
    return modalities.isEmpty() || modalities.contains(modality);
  }

  /** A description with what the control plane says of the very model. */
  private static Description merge(Description described, @Nullable FoundationModel model) {
    if (model == null) {
      return described;
    }
    ModelTraits traits = described.traits();
    ConversationTraits conversation = traits.conversation();
    boolean streams = conversation.streaming() && model.streaming();
    ModelTraits merged =
        traits.toBuilder()
            .capabilities(capabilities(traits.capabilities(), model))
            .conversation(conversation.withStreaming(streams))
            .tools(traits.tools().withStreaming(streams && traits.tools().streaming()))
            .build();
    return described.with(
        described.displayName().isEmpty() ? model.modelName() : described.displayName(),
        described.provider().isEmpty() ? model.providerName() : described.provider(),
        merged);
  }

  private static Set<Capability> capabilities(Set<Capability> known, FoundationModel model) {
    if (!has(model.outputModalities(), "TEXT")) {
      return model.outputModalities().contains("EMBEDDING")
          ? EnumSet.of(Capability.EMBEDDING)
          : known;
    }
    Set<Capability> capabilities = EnumSet.copyOf(known);
    if (model.inputModalities().contains("IMAGE") && known.contains(Capability.COMPLETION)) {
      capabilities.add(Capability.VISION);
    }
    return capabilities;
  }
}
