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
      return ModelCatalogue.builtIn(region)
          .withGlobalProfiles(settings.get(Key.ALLOW_GLOBAL_PROFILES))
          .withOverrides(
              settings.models().stream()
                  .map(model -> new ModelOverride(model.name(), model.id(), model.traits()))
                  .toList());
    } catch (IllegalArgumentException e) {
      throw new SettingsException("In 'models', " + e.getMessage() + ".");
    }
  }
}
