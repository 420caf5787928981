package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Traces in OpenTelemetry's own protocol, over HTTP. The only way to its library. */
final class OtlpTracing implements Tracing {

  private static final String SCOPE = "io.aiportal.ollama.server";
  private static final String PATH = "/v1/traces";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How long a delivery may take, all its tries together. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration LAST_DELIVERY = Duration.ofSeconds(3);

  /** What W3C asks everybody to pass on at least. */
  private static final int MOST_STATE_CHARS = 512;

  private static final TextMapGetter<RequestOrigin> HEADERS = new OriginHeaders();

  private final SpanDelivery delivery;
  private final SdkTracerProvider provider;
  private final RequestSpans spans;

  private OtlpTracing(SpanDelivery delivery, SdkTracerProvider provider, RequestSpans spans) {
    this.delivery = delivery;
    this.provider = provider;
    this.spans = spans;
  }

  static OtlpTracing open(
      Settings settings, String version, Map<String, TracedPlace> places, Clock clock) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint(settings))
            .setConnectTimeout(CONNECT_TIMEOUT)
            .setTimeout(TIMEOUT);
    settings.headers(Key.OTLP_HEADERS).forEach(exporter::addHeader);
    SpanDelivery delivery = new SpanDelivery(exporter.build());
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource(settings, version))
            .setSampler(
                Sampler.parentBased(
                    Sampler.traceIdRatioBased(settings.get(Key.TRACES_SAMPLER_ARG))))
            .addSpanProcessor(delivery)
            .build();
    return new OtlpTracing(
        delivery, provider, new RequestSpans(provider.get(SCOPE, version), places, clock));
  }

  private static String endpoint(Settings settings) {
    return settings
        .get(Key.OTLP_TRACES_ENDPOINT)
        .or(() -> settings.get(Key.OTLP_ENDPOINT).map(OtlpTracing::withPath))
        .orElseThrow()
        .toString();
  }

  private static URI withPath(URI base) {
    return URI.create(base.toString().replaceAll("/+$", "") + PATH);
  }

  private static Resource resource(Settings settings, String version) {
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"),
                    settings.get(Key.SERVICE_NAME),
                    AttributeKey.stringKey("service.version"),
                    version)));
  }

  @Override
  public CallTrail trail() {
    return new TracedTrail();
  }

  @Override
  public @Nullable String trace(
      RequestEnd end, RequestOrigin origin, UnaryOperator<String> models) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), origin, HEADERS);
    return end.trail() instanceof TracedTrail trail
        ? spans.write(end, trail.notes(), origin, parent, models)
        : null;
  }

  @Override
  public long lostSpans() {
    return delivery.lost();
  }

  @Override
  public void close() {
    provider.shutdown().join(LAST_DELIVERY.toMillis(), TimeUnit.MILLISECONDS);
    delivery.giveUp();
  }

  /** The headers that tell of a trace; of what is doubtful there are none. */
  private static final class OriginHeaders implements TextMapGetter<RequestOrigin> {

    @Override
    public @Nullable String get(@Nullable RequestOrigin origin, String name) {
      if (origin == null) {
        return null;
      }
      if (name.toLowerCase(Locale.ROOT).equals("traceparent")) {
        List<String> parents = origin.parents();
        return parents.size() == 1 ? parents.get(0) : null;
      }
      String states = String.join(",", origin.states());
      return states.isEmpty() || states.length() > MOST_STATE_CHARS ? null : states;
    }
  }
}
