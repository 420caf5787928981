package io.aiportal.ollama.server;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.TimeLimits;
import io.aiportal.ollama.server.aws.BedrockClients;
import io.aiportal.ollama.server.http.Capacity;
import io.aiportal.ollama.server.http.HttpServer;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The running gateway: its clients, its facade and its listener, made and ended together. */
public final class Gateway implements AutoCloseable {

  /** What the AWS SDK's decoder of event streams takes for each stream, whatever comes in it. */
  private static final int SDK_DECODER_BYTES = 2 << 20;

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
    HttpServer http = null;
    try {
      String region = BedrockClients.regionOf(settings);
      OllamaBedrock ollama =
          OllamaBedrock.builder(clients.runtime())
              .controlPlane(clients.controlPlane())
              .retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(settings.get(Key.MAX_ATTEMPTS)))
              .timeLimits(timeLimits(settings))
              .parallelEmbeddings(settings.get(Key.PARALLEL_EMBEDDINGS))
              .scheduler(clients.scheduler())
              .catalogue(Models.catalogue(region, settings))
              .build();
      Readiness readiness = new Readiness(clients.checkCredentials());
      Capacity capacity = Capacity.of(settings, SDK_DECODER_BYTES);
      http = HttpServer.start(settings, capacity, ollama, readiness::isReady, requestLog);
      ModelRefresh refresh = ModelRefresh.start(ollama, readiness, settings.get(Key.MODEL_REFRESH));
      return new Gateway(clients, refresh, http, settings.get(Key.DRAIN_TIMEOUT));
    } catch (RuntimeException | Error e) {
      if (http != null) {
        http.close();
      }
      clients.close();
      throw e;
    }
  }

  private static TimeLimits timeLimits(Settings settings) {
    Duration silence = settings.get(Key.READ_TIMEOUT);
    return new TimeLimits(
        settings.get(Key.CONNECT_TIMEOUT), silence, silence, settings.get(Key.ANSWER_TIMEOUT));
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
