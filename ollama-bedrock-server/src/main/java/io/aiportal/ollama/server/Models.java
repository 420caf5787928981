package io.aiportal.ollama.server;

import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;

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

  private static ModelCatalogue resident(String region, Settings settings) {
    try {
      return ModelCatalogue.builtIn(region).withResidency(settings.get(Key.RESIDENCY));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          Key.RESIDENCY.named() + " cannot be kept: " + e.getMessage() + ".");
    }
  }
}
