package io.aiportal.ollama.server;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.TimeLimits;
import io.aiportal.ollama.chat.ImageScaler;
import io.aiportal.ollama.chat.MemoryReasoningKeeper;
import io.aiportal.ollama.chat.ReasoningKeeper;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.aws.BedrockClients;
import io.aiportal.ollama.server.cache.MemoryAnswerCache;
import io.aiportal.ollama.server.cache.MemoryEmbeddingCache;
import io.aiportal.ollama.server.http.Capacity;
import io.aiportal.ollama.server.http.HttpServer;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.media.JdkImageScaler;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.PlaceSetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.state.LedgerFile;
import io.aiportal.ollama.server.state.LessonFile;
import io.aiportal.ollama.server.state.SealingSecret;
import io.aiportal.ollama.server.state.StateLock;
import io.aiportal.ollama.server.telemetry.LiveFigures;
import io.aiportal.ollama.server.telemetry.Telemetry;
import io.aiportal.ollama.server.telemetry.TracedPlace;
import io.aiportal.ollama.server.telemetry.Tracing;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The running gateway: its clients, its facade and its listener, made and ended together. */
public final class Gateway implements AutoCloseable {

  /** What the AWS SDK's decoder of event streams takes for each stream, whatever comes in it. */
  private static final int SDK_DECODER_BYTES = 2 << 20;

  /** Kept thinking takes one of so many parts of the heap, and has no more entries than that. */
  private static final int PARTS_OF_THE_HEAP = 20;

  private static final int MOST_THOUGHTS = 100_000;

  /** How often the settings' file is looked at. */
  private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(2);

  private final BedrockClients clients;
  private final Pool pool;
  private final StateLock lock;
  private final LessonFile lessons;
  private final LedgerFile ledger;
  private final ModelRefresh refresh;
  private final HttpServer http;
  private final Telemetry telemetry;
  private final Optional<Reload> reload;
  private final Duration drainTimeout;

  private Gateway(
      BedrockClients clients,
      StateLock lock,
      LessonFile lessons,
      LedgerFile ledger,
      Pool pool,
      ModelRefresh refresh,
      HttpServer http,
      Telemetry telemetry,
      Optional<Reload> reload,
      Duration drainTimeout) {
    this.clients = clients;
    this.lock = lock;
    this.lessons = lessons;
    this.ledger = ledger;
    this.pool = pool;
    this.refresh = refresh;
    this.http = http;
    this.telemetry = telemetry;
    this.reload = reload;
    this.drainTimeout = drainTimeout;
  }

  /**
   * Starts to serve, with settings that stay as they are.
   *
   * @param settings how
   * @param requestLog gets a JSON line for each request; stays the caller's
   * @throws io.aiportal.ollama.server.settings.SettingsException if the settings cannot be used
   */
  public static Gateway start(Settings settings, OutputStream requestLog) {
    return start(settings, requestLog, () -> settings);
  }

  /**
   * Starts to serve.
   *
   * @param settings how
   * @param requestLog gets a JSON line for each request; stays the caller's
   * @param reader reads the settings again when their file has changed
   * @throws io.aiportal.ollama.server.settings.SettingsException if the settings cannot be used
   */
  public static Gateway start(
      Settings settings, OutputStream requestLog, Supplier<Settings> reader) {
    StartCheck.check(settings);
    StateLock lock = StateLock.take(settings);
    BedrockClients clients = null;
    HttpServer http = null;
    Pool pool = null;
    LessonFile lessons = null;
    LedgerFile ledger = null;
    Telemetry telemetry = null;
    try {
      clients = BedrockClients.open(settings);
      lessons = LessonFile.open(settings);
      ledger = LedgerFile.open(settings);
      String region = BedrockClients.regionOf(settings);
      pool = Pool.open(settings, region, clients, lessons);
      ModelCatalogue atFirst = Models.catalogue(region, settings);
      AtomicReference<Supplier<ModelCatalogue>> known = new AtomicReference<>(() -> atFirst);
      OllamaBedrock ollama =
          OllamaBedrock.builder(clients.runtime())
              .controlPlane(clients.controlPlane())
              .retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(settings.get(Key.MAX_ATTEMPTS)))
              .repairAnswers(settings.get(Key.REPAIR_ANSWERS))
              .timeLimits(timeLimits(settings))
              .parallelEmbeddings(settings.get(Key.PARALLEL_EMBEDDINGS))
              .imageScaler(settings.get(Key.SCALE_IMAGES) ? new JdkImageScaler() : ImageScaler.NOOP)
              .answerCache(MemoryAnswerCache.of(settings))
              .embeddingCache(MemoryEmbeddingCache.of(settings))
              .scheduler(clients.scheduler())
              .catalogue(atFirst)
              .routing(pool.routing(settings, region, clients, () -> known.get().get()))
              .reasoningKeeper(reasoningKeeper(settings))
              .reasoningSecret(SealingSecret.of(settings))
              .requestMetadata(settings.get(Key.REQUEST_METADATA))
              .callersContextLength(settings.get(Key.HONOUR_NUM_CTX))
              .lessons(lessons)
              .build();
      known.set(ollama::catalogue);
      Readiness readiness = new Readiness(clients.checkCredentials());
      boolean direct = clients.callsDirectly() && pool.callsDirectly();
      Capacity capacity = Capacity.of(settings, direct ? 0 : SDK_DECODER_BYTES);
      Access access = Access.of(settings);
      Limits limits = Limits.inMemory(settings, ollama::models, ledger, clients.scheduler());
      telemetry = new Telemetry(Release.number(), Clock.systemUTC(), tracing(settings, region));
      Pool further = pool;
      LiveFigures figures = telemetry.figures();
      telemetry.table(
          () -> StatusTables.spending(limits.spending(), LocalDate.now(ZoneOffset.UTC)));
      telemetry.table(() -> StatusTables.places(region, further, figures));
      telemetry.table(() -> StatusTables.models(ollama.catalogue()));
      http =
          HttpServer.start(
              settings,
              access,
              capacity,
              ollama,
              limits,
              readiness::isReady,
              telemetry,
              requestLog);
      ModelRefresh refresh = ModelRefresh.start(ollama, readiness, settings.get(Key.MODEL_REFRESH));
      Optional<Reload> reload = reload(settings, reader, access, limits, region);
      return new Gateway(
          clients,
          lock,
          lessons,
          ledger,
          pool,
          refresh,
          http,
          telemetry,
          reload,
          settings.get(Key.DRAIN_TIMEOUT));
    } catch (RuntimeException | Error e) {
      if (http != null) {
        http.close();
      }
      if (telemetry != null) {
        telemetry.close();
      }
      if (pool != null) {
        pool.close();
      }
      if (lessons != null) {
        lessons.close();
      }
      if (ledger != null) {
        ledger.close();
      }
      if (clients != null) {
        clients.close();
      }
      lock.close();
      throw e;
    }
  }

  /** Nothing of the library for traces is loaded where nobody wants them. */
  private static @Nullable Tracing tracing(Settings settings, String region) {
    if (!Tracing.isWanted(settings)) {
      return null;
    }
    Map<String, TracedPlace> places = new LinkedHashMap<>();
    URI own = BedrockClients.runtimeEndpoint(settings, region, settings.get(Key.RUNTIME_ENDPOINT));
    places.put(region, new TracedPlace(region, own));
    for (PlaceSetting place : settings.pool()) {
      String there = place.region().orElse(region);
      URI endpoint = BedrockClients.runtimeEndpoint(settings, there, place.runtimeEndpoint());
      places.put(place.name(), new TracedPlace(there, endpoint));
    }
    return Tracing.open(settings, Release.number(), places);
  }

  private static Optional<Reload> reload(
      Settings settings, Supplier<Settings> reader, Access access, Limits limits, String region) {
    return settings
        .path()
        .map(file -> Reload.start(file, settings, reader, access, limits, region, RELOAD_INTERVAL));
  }

  private static ReasoningKeeper reasoningKeeper(Settings settings) {
    Duration time = settings.get(Key.KEPT_REASONING);
    long bytes =
        settings
            .get(Key.KEPT_REASONING_MEMORY)
            .orElseGet(() -> Runtime.getRuntime().maxMemory() / PARTS_OF_THE_HEAP);
    return time.isZero()
        ? ReasoningKeeper.NOOP
        : new MemoryReasoningKeeper(MOST_THOUGHTS, bytes, time, Clock.systemUTC());
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
    reload.ifPresent(Reload::close);
    refresh.close();
    http.drain(drainTimeout);
    // Their connections belong to the listener's threads, which wait for them to close.
    pool.close();
    clients.close();
    http.close();
    telemetry.close();
    lessons.close();
    ledger.close();
    lock.close();
  }
}
