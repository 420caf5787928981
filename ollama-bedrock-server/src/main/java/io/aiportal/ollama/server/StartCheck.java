package io.aiportal.ollama.server;

import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.aws.BedrockClients;
import io.aiportal.ollama.server.http.HttpServer;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.aiportal.ollama.server.state.LedgerFile;
import io.aiportal.ollama.server.state.ModelStore;
import io.aiportal.ollama.server.state.SealingSecret;
import io.aiportal.ollama.server.state.StateFolder;

/**
 * Refuses settings with which no server can start, before anything is made: the one check of every
 * start and of {@code --check-config}. Each part of the server knows what it cannot use.
 */
final class StartCheck {

  private StartCheck() {}

  /**
   * Checks everything, and leaves nothing behind.
   *
   * @throws SettingsException for the first thing that cannot be used, in one sentence
   */
  static void check(Settings settings) {
    BedrockClients.check(settings);
    String region = BedrockClients.regionOf(settings);
    Models.catalogue(region, settings);
    Access.checkResidency(settings, settings.keys(), region);
    Pool.check(settings, region);
    StateFolder.check(settings);
    ModelStore.presets(settings);
    LedgerFile.check(settings);
    SealingSecret.check(settings);
    HttpServer.check(settings);
  }
}
