package io.aiportal.ollama.server;

import io.aiportal.ollama.server.http.HttpServer;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The running gateway: its clients, its facade and its listener, made and ended together. */
public final class Gateway implements AutoCloseable {

  private final HttpServer http;
  private final Duration drainTimeout;

  private Gateway(HttpServer http, Duration drainTimeout) {
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
    return new Gateway(HttpServer.start(settings, requestLog), settings.get(Key.DRAIN_TIMEOUT));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.address();
  }

  /** Lets open answers finish, as long as the settings allow, and ends. */
  @Override
  public void close() {
    http.drain(drainTimeout);
    http.close();
  }
}
