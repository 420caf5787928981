package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the models that somebody in a region might ask for: those of the built-in catalogue, and
 * those that the control plane lists.
 */
final class RegionalModels {

  private static final Pattern VERSION = Pattern.compile("-v\\d+(:\\d+)?$");
  private static final Pattern NOT_OF_A_NAME = Pattern.compile("[^a-z0-9._]+");
  private static final Pattern ENDS = Pattern.compile("^[-.]+|[-.]+$");

  private final BuiltInCatalogue builtIn;
  private final TargetSelector targets;
  private final DiscoveredModels discovered;

  RegionalModels(TargetSelector targets, DiscoveredModels discovered) {
    this.builtIn = targets.builtIn();
    this.targets = targets;
    this.discovered = discovered;
  }

  /**
   * Foundation models. Those of the built-in catalogue that the lists lack are among them, so that
   * whoever asks for one can be told.
   */
  List<RegionalModel> foundationModels() {
    List<RegionalModel> models = new ArrayList<>();
    for (CatalogueEntry entry : builtIn.models()) {
      models.add(foundationModel(namesOf(entry), entry.id(), entry));
    }
    for (String id : discovered.ids()) {
      CatalogueEntry family = builtIn.describe(id);
      if (family.isFamily() && isForConversations(family, discovered.model(id))) {
        models.add(foundationModel(List.of(id), id, family));
      }
    }
    return models;
  }

  /** Inference profiles that somebody of this account made. */
  List<RegionalModel> applicationProfiles() {
    return discovered.applications().stream().map(this::applicationProfile).toList();
  }

  private RegionalModel foundationModel(List<String> names, String id, CatalogueEntry entry) {
    CatalogueEntry merged = merge(entry, discovered.model(id));
    return new RegionalModel(names, id, merged, targets.select(id, entry, discovered));
  }

  private RegionalModel applicationProfile(InferenceProfile profile) {
    String foundation = DiscoveredModels.foundationOf(profile);
    CatalogueEntry merged = merge(builtIn.describe(foundation), discovered.model(foundation));
    return new RegionalModel(
        List.of(slug(profile), profile.inferenceProfileId(), profile.inferenceProfileArn()),
        foundation,
        merged.with(profile.name(), merged.provider(), merged.traits()),
        targets.select(profile, foundation));
  }

  /** A profile's name in the form of a model's: {@code Team A – chat} is {@code team-a-chat}. */
  private String slug(InferenceProfile profile) {
    String lower = profile.name().toLowerCase(Locale.ROOT);
    String slug = ENDS.matcher(NOT_OF_A_NAME.matcher(lower).replaceAll("-")).replaceAll("");
    return slug.isEmpty() ? nameOf(profile) : slug;
  }

  /** Where a profile's own name has no letter that a model's may have: its model's, and its id. */
  private String nameOf(InferenceProfile profile) {
    List<String> names = builtIn.describe(DiscoveredModels.foundationOf(profile)).names();
    String id = profile.inferenceProfileId();
    return names.isEmpty() ? id : names.get(0).replace(':', '-') + "-" + id;
  }

  /** The catalogue's names, and the id without provider and version. */
  static List<String> namesOf(CatalogueEntry model) {
    Set<String> names = new LinkedHashSet<>(model.names());
    String id = model.id();
    names.add(VERSION.matcher(id.substring(id.indexOf('.') + 1)).replaceFirst(""));
    return List.copyOf(names);
  }

  private static boolean isForConversations(
      CatalogueEntry family, @Nullable FoundationModel model) {
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

  /** An entry with what the control plane says of the very model. */
  private static CatalogueEntry merge(CatalogueEntry entry, @Nullable FoundationModel model) {
    if (model == null) {
      return entry;
    }
    ModelTraits traits = entry.traits();
    ConversationTraits conversation = traits.conversation();
    boolean streams = conversation.streaming() && model.streaming();
    ModelTraits merged =
        traits.toBuilder()
            .capabilities(capabilities(entry, model))
            .conversation(conversation.withStreaming(streams))
            .tools(traits.tools().withStreaming(streams && traits.tools().streaming()))
            .lifecycle(traits.lifecycle().with(model))
            .build();
    return entry.with(
        entry.displayName().isEmpty() ? model.modelName() : entry.displayName(),
        entry.provider().isEmpty() ? model.providerName() : entry.provider(),
        merged);
  }

  private static Set<Capability> capabilities(CatalogueEntry entry, FoundationModel model) {
    Set<Capability> known = entry.traits().capabilities();
    if (!has(model.outputModalities(), "TEXT")) {
      return model.outputModalities().contains("EMBEDDING")
          ? EnumSet.of(Capability.EMBEDDING)
          : known;
    }
    if (!known.contains(Capability.COMPLETION)) {
      return known;
    }
    Set<Capability> capabilities = EnumSet.copyOf(known);
    if (model.inputModalities().contains("IMAGE")) {
      capabilities.add(Capability.VISION);
    } else if (entry.isFamily() && !model.inputModalities().isEmpty()) {
      capabilities.remove(Capability.VISION);
    }
    return capabilities;
  }
}
