package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The metrics, by their names and labels.
 *
 * <p>Each value of a label comes from the settings, the catalogue or an enumeration; a caller
 * cannot make up one. What is found for a combination of labels is kept, as looking it up in the
 * library costs more than counting.
 */
final class Meters implements AutoCloseable {

  private static final Duration[] FIRST_PIECE_BUCKETS =
      seconds(0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 20, 40);

  private static final Duration[] DURATION_BUCKETS =
      seconds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<Requests, Counter> requests = new ConcurrentHashMap<>();
  private final Map<Errors, Counter> errors = new ConcurrentHashMap<>();
  private final Map<Times, Timer> durations = new ConcurrentHashMap<>();
  private final Map<Times, Timer> firstPieces = new ConcurrentHashMap<>();
  private final Map<Usage, UsageCounters> usages = new ConcurrentHashMap<>();
  private final Map<Attempts, Counter> attempts = new ConcurrentHashMap<>();
  private final Map<CallTrail.Retry, Counter> retries = new ConcurrentHashMap<>();
  private final Map<Fallbacks, Counter> fallbacks = new ConcurrentHashMap<>();
  private final Map<String, Counter> repairs = new ConcurrentHashMap<>();
  private final Map<Usage, Counter> hits = new ConcurrentHashMap<>();
  private final Map<String, Counter> unpriced = new ConcurrentHashMap<>();

  /**
   * Metrics of which nothing was counted yet.
   *
   * @param version which release this is
   * @param gauges what else is told
   */
  Meters(String version, List<Gauge> gauges) {
    io.micrometer.core.instrument.Gauge.builder("gateway.info", () -> 1)
        .description("The release that runs: always 1")
        .tag("version", version)
        .register(registry);
    for (Gauge gauge : gauges) {
      io.micrometer.core.instrument.Gauge.builder(gauge.name(), () -> gauge.value().getAsDouble())
          .description(gauge.meaning())
          .register(registry);
    }
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  private record Requests(String api, String route, String status, Verdict verdict, String key) {}

  private record Errors(String api, String cause, String key) {}

  private record Times(String api, String model) {}

  private record Usage(String model, String key) {}

  private record Attempts(String target, String model) {}

  private record Fallbacks(String model, String to) {}

  private record UsageCounters(
      Counter input, Counter output, Counter cacheRead, Counter cacheWrite, Counter cost) {}

  /** A request has ended. */
  void count(RequestEnd end) {
    found(
            requests,
            new Requests(end.api(), end.route(), end.statusClass(), end.verdict(), end.key()),
            this::requests)
        .increment();
    if (!end.cause().isEmpty()) {
      found(errors, new Errors(end.api(), end.cause(), end.key()), this::errors).increment();
    }
    CallTrail trail = end.trail();
    if (trail != null) {
      countAttempts(end, trail);
      countAnswer(end);
    }
  }

  private void countAttempts(RequestEnd end, CallTrail trail) {
    for (CallTrail.Attempt attempt : trail.attempts()) {
      found(attempts, new Attempts(attempt.target(), end.asked()), this::attempts).increment();
    }
    for (CallTrail.Retry retry : trail.retries()) {
      found(retries, retry, this::retries).increment();
    }
    if (!end.model().equals(end.asked())) {
      found(fallbacks, new Fallbacks(end.asked(), end.model()), this::fallbacks).increment();
    }
    if (trail.invalidAnswers() > 0) {
      found(repairs, end.model(), this::repairs).increment(trail.invalidAnswers());
    }
  }

  private void countAnswer(RequestEnd end) {
    Times times = new Times(end.api(), end.model());
    found(durations, times, this::durations).record(end.nanos(), TimeUnit.NANOSECONDS);
    if (end.firstPieceNanos() >= 0) {
      found(firstPieces, times, this::firstPieces)
          .record(end.firstPieceNanos(), TimeUnit.NANOSECONDS);
    }
    if (end.kept()) {
      found(hits, new Usage(end.model(), end.key()), this::hits).increment();
    }
    if (!end.usage().equals(TokenUsage.NONE)) {
      countUsage(end);
    }
  }

  private void countUsage(RequestEnd end) {
    TokenUsage usage = end.usage();
    Integer read = usage.cacheReadInputTokens();
    UsageCounters counters = found(usages, new Usage(end.model(), end.key()), this::usage);
    counters.input.increment(usage.inputTokens());
    counters.output.increment(usage.outputTokens());
    counters.cacheRead.increment(read == null ? 0 : read);
    counters.cacheWrite.increment(usage.cacheWriteInputTokens());
    BigDecimal cost = end.cost();
    if (cost == null) {
      found(unpriced, end.model(), this::unpriced).increment();
    } else {
      counters.cost.increment(cost.doubleValue());
    }
  }

  /** Looks before it makes anything, as that is quicker where it is there already. */
  private static <K, M> M found(Map<K, M> meters, K labels, Function<K, M> make) {
    M known = meters.get(labels);
    return known == null ? meters.computeIfAbsent(labels, make) : known;
  }

  private Counter requests(Requests of) {
    return counter(
        "gateway.requests",
        "Requests that have ended",
        Tags.of("api", of.api, "route", of.route, "status", of.status)
            .and("verdict", of.verdict.label(), "key", of.key));
  }

  private Counter errors(Errors of) {
    return counter(
        "gateway.errors",
        "Requests that were refused, failed, or whose client left, by the cause",
        Tags.of("api", of.api, "cause", of.cause, "key", of.key));
  }

  private Timer durations(Times of) {
    return timer(
        "gateway.request.duration",
        "From the arrival of a request for a model to the end of its answer",
        DURATION_BUCKETS,
        of);
  }

  private Timer firstPieces(Times of) {
    return timer(
        "gateway.time.to.first.token",
        "From the arrival of a request to the first piece of its streamed answer",
        FIRST_PIECE_BUCKETS,
        of);
  }

  private UsageCounters usage(Usage of) {
    return new UsageCounters(
        tokens(of, "input"),
        tokens(of, "output"),
        tokens(of, "cache_read"),
        tokens(of, "cache_write"),
        counter(
            "gateway.cost.usd",
            "What answers cost by the list of prices, in US dollars",
            Tags.of("model", of.model, "key", of.key)));
  }

  private Counter tokens(Usage of, String kind) {
    return counter(
        "gateway.tokens",
        "Tokens that answers took; input without those of the prompt's cache",
        Tags.of("model", of.model, "key", of.key, "kind", kind));
  }

  private Counter hits(Usage of) {
    return counter(
        "gateway.cache.hits",
        "Answers that were given again, without asking Bedrock",
        Tags.of("model", of.model, "key", of.key));
  }

  private Counter unpriced(String model) {
    return counter(
        "gateway.unpriced.answers",
        "Answers of models without a price, which are missing in the cost",
        Tags.of("model", model));
  }

  private Counter attempts(Attempts of) {
    return counter(
        "gateway.attempts",
        "Requests to Bedrock for answers, by where they went and who was asked",
        Tags.of("target", of.target, "model", of.model));
  }

  private Counter fallbacks(Fallbacks of) {
    return counter(
        "gateway.fallbacks",
        "Calls that another model than the one asked was given in the end",
        Tags.of("model", of.model, "to", of.to));
  }

  private Counter retries(CallTrail.Retry of) {
    return counter(
        "gateway.retries",
        "Requests to Bedrock after whose failure another one was made",
        Tags.of("target", of.target(), "cause", of.cause()));
  }

  private Counter repairs(String model) {
    return counter(
        "gateway.repaired.answers",
        "Answers that were not in their format, and that the model was shown again",
        Tags.of("model", model));
  }

  private Counter counter(String name, String meaning, Tags labels) {
    return Counter.builder(name).description(meaning).tags(labels).register(registry);
  }

  private Timer timer(String name, String meaning, Duration[] buckets, Times of) {
    return Timer.builder(name)
        .description(meaning)
        .serviceLevelObjectives(buckets)
        .tags("api", of.api, "model", of.model)
        .register(registry);
  }

  /** All of them, in the text format of Prometheus. */
  String scrape() {
    return registry.scrape();
  }

  private static Duration[] seconds(double... bounds) {
    return DoubleStream.of(bounds)
        .mapToObj(bound -> Duration.ofNanos((long) (bound * TimeUnit.SECONDS.toNanos(1))))
        .toArray(Duration[]::new);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
