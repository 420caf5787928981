package io.aiportal.ollama.server;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.model.ModelResolution;
import io.aiportal.ollama.server.access.ModelPattern;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.aiportal.ollama.server.state.ModelStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue of models that the settings ask for. */
final class Models {

  private Models() {}

  static ModelCatalogue catalogue(String region, Settings settings) {
    try {
      return resident(region, settings)
          .withOverrides(
              settings.models().stream()
                  .map(model -> new ModelOverride(model.name(), model.id(), model.traits()))
                  .toList());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("In " + settings.inFile("models") + ", " + e.getMessage() + ".");
    }
  }

  /**
   * What is said of models that nobody knows, a sentence for each name: it may be misspelt, or of a
   * model that Bedrock has only since this was released. What callers may spell otherwise is
   * compared as it is written here, and would fit nothing either.
   */
  static List<String> doubts(String region, Settings settings) {
    ModelCatalogue catalogue = served(region, settings);
    Set<String> names =
        models(catalogue, settings)
            .flatMap(model -> catalogue.names(model).stream())
            .collect(Collectors.toSet());
    List<String> doubts = new ArrayList<>();
    for (KeySetting key : settings.keys()) {
      String where = settings.inFile("keys." + key.name() + ".models");
      key.models().forEach(name -> doubts.addAll(doubt(catalogue, names, region, where, name)));
    }
    String where = settings.inFile("limits.models");
    Set<String> limited = settings.modelLimits().keySet();
    limited.forEach(name -> doubts.addAll(doubt(catalogue, names, region, where, name)));
    Map<String, String> first = new HashMap<>();
    for (String name : limited) {
      String own = name.contains("*") ? null : listed(catalogue, name);
      String other = own == null ? null : first.putIfAbsent(own, name);
      if (other != null) {
        doubts.add(
            where + " has " + other + " and " + name + ", which are one model; the first holds.");
      }
    }
    return doubts;
  }

  /** What lists call the model of a name that is none of the operator's; null if there is none. */
  private static @Nullable String listed(ModelCatalogue catalogue, String name) {
    Model model = catalogue.resolve(name).found().orElse(null);
    if (model == null || !isOf(name, catalogue.names(model))) {
      return null;
    }
    Model listed = catalogue.listed(model);
    return isOf(name, catalogue.names(listed)) ? listed.name() : null;
  }

  private static List<String> doubt(
      ModelCatalogue catalogue, Set<String> names, String region, String where, String name) {
    if (name.contains("*") ? isOfAccount(name) || isOf(name, names) : isKnown(catalogue, name)) {
      return List.of();
    }
    String own =
        catalogue
            .resolve(name)
            .found()
            .map(model -> "; it is called " + catalogue.listed(model).name() + " in lists")
            .orElse("");
    return List.of(
        where + " has " + name + ", which fits no model that is known for " + region + own + '.');
  }

  /** One that may not be called, or has no list yet, is known all the same. */
  private static boolean isKnown(ModelCatalogue catalogue, String name) {
    ModelResolution meaning = catalogue.resolve(name);
    return meaning instanceof ModelResolution.NotAllowed
        || meaning.found().filter(model -> isOf(name, catalogue.names(model))).isPresent();
  }

  private static boolean isOf(String pattern, Collection<String> names) {
    return names.stream().anyMatch(name -> ModelPattern.matches(pattern, name));
  }

  /** What an account has of its own is known by its ARN, and not before Bedrock lists it. */
  private static boolean isOfAccount(String name) {
    return name.startsWith("arn:");
  }

  /** What callers with a budget are refused as nobody knows its price, and nobody decided that. */
  static Optional<String> unpriced(String region, Settings settings) {
    if (!settings.source(Key.UNPRICED_MODELS).equals("default")
        || settings.keys().stream().noneMatch(KeySetting::hasBudget)) {
      return Optional.empty();
    }
    ModelCatalogue catalogue = served(region, settings);
    List<String> unpriced =
        models(catalogue, settings)
            .filter(model -> model.traits().price() == null)
            .filter(
                model ->
                    settings.keys().stream()
                        .anyMatch(key -> key.hasBudget() && opens(key, catalogue.names(model))))
            .map(model -> model.name().replaceFirst(":latest$", ""))
            .toList();
    return unpriced.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Callers with a budget are refused models whose price is not known, such as "
                + unpriced.get(0)
                + "; give prices in 'models', or say in "
                + Key.UNPRICED_MODELS.named()
                + " what is to become of them.");
  }

  private static boolean opens(KeySetting key, List<String> names) {
    return key.models().isEmpty()
        || key.models().stream().anyMatch(pattern -> isOf(pattern, names));
  }

  private static ModelCatalogue served(String region, Settings settings) {
    return catalogue(region, settings).withPresets(ModelStore.presets(settings));
  }

  /** All that can be asked for: at the start no list tells what there is. */
  private static Stream<Model> models(ModelCatalogue catalogue, Settings settings) {
    Stream<Model> told =
        settings.models().stream()
            .map(model -> catalogue.resolve(model.name()))
            .filter(ModelResolution.Found.class::isInstance)
            .map(found -> ((ModelResolution.Found) found).model());
    return Stream.of(catalogue.list().stream(), catalogue.unconfirmed().stream(), told)
        .flatMap(models -> models);
  }

  private static ModelCatalogue resident(String region, Settings settings) {
    try {
      return ModelCatalogue.builtIn(region).withResidency(settings.get(Key.RESIDENCY));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          Key.RESIDENCY.named() + " cannot be kept: " + e.getMessage() + ".");
    }
  }
}
