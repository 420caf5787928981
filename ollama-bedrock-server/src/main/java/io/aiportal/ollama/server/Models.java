package io.aiportal.ollama.server;

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
import java.util.List;
import java.util.Optional;

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
   * model that Bedrock has only since this was released.
   */
  static List<String> doubts(String region, Settings settings) {
    ModelCatalogue catalogue =
        catalogue(region, settings).withPresets(ModelStore.presets(settings));
    List<String> doubts = new ArrayList<>();
    for (KeySetting key : settings.keys()) {
      for (String name : key.models()) {
        doubt(settings.inFile("keys." + key.name() + ".models"), name, catalogue, region)
            .ifPresent(doubts::add);
      }
    }
    for (String name : settings.modelLimits().keySet()) {
      doubt(settings.inFile("limits.models"), name, catalogue, region).ifPresent(doubts::add);
    }
    return doubts;
  }

  private static Optional<String> doubt(
      String where, String name, ModelCatalogue catalogue, String region) {
    boolean known =
        name.contains("*")
            ? catalogue.list().stream()
                .flatMap(model -> catalogue.names(model).stream())
                .anyMatch(each -> ModelPattern.matches(name, each))
            : !(catalogue.resolve(name) instanceof ModelResolution.NotFound);
    return known
        ? Optional.empty()
        : Optional.of(
            where + " has " + name + ", which fits no model that is known for " + region + ".");
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
