package io.aiportal.ollama.server;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.server.aws.BedrockClients;
import io.aiportal.ollama.server.http.HttpServer;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The running gateway: its clients, its facade and its listener, made and ended together. */
public final class Gateway implements AutoCloseable {

  private final BedrockClients clients;
  private final ModelRefresh refresh;
  private final HttpServer http;
  private final Duration drainTimeout;

  private Gateway(
      BedrockClients clients, ModelRefresh refresh, HttpServer http, Duration drainTimeout) {
    this.clients = clients;
    this.refresh = refresh;
    this.http = http;
    this.drainTimeout = drainTimeout;
  }

  /**
   * Starts to serve.
   *
   * @param settings how
   * @param requestLog gets a JSON line for each request; stays the caller's
   * @throws io.aiportal.ollama.server.settings.SettingsException if the settings cannot be used
   */
  public static Gateway start(Settings settings, OutputStream requestLog) {
    BedrockClients clients = BedrockClients.open(settings);
    try {
      String region = BedrockClients.regionOf(settings);
      OllamaBedrock ollama =
          OllamaBedrock.builder(clients.transport(), region)
              .catalogue(Models.catalogue(region, settings))
              .build();
      HttpServer http = HttpServer.start(settings, ollama, requestLog);
      ModelRefresh refresh = ModelRefresh.start(ollama, settings.get(Key.MODEL_REFRESH));
      return new Gateway(clients, refresh, http, settings.get(Key.DRAIN_TIMEOUT));
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.address();
  }

  /** Lets open answers finish, as long as the settings allow, and ends. */
  @Override
  public void close() {
    refresh.close();
    http.drain(drainTimeout);
    http.close();
    clients.close();
  }
}
