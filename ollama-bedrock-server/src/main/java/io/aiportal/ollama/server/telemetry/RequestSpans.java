package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Makes spans of a request that has ended: one of the request, and one of each attempt at Bedrock.
 *
 * <p>Names are those of OpenTelemetry's conventions; what they have none for begins with {@code
 * gateway}. As in metrics, nothing of it is a caller's own word.
 */
final class RequestSpans {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> REGION = AttributeKey.stringKey("cloud.region");
  private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("aws.request_id");

  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> REQUEST_MODEL =
      AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> MAX_TOKENS =
      AttributeKey.longKey("gen_ai.request.max_tokens");
  private static final AttributeKey<Double> TEMPERATURE =
      AttributeKey.doubleKey("gen_ai.request.temperature");
  private static final AttributeKey<Double> TOP_P = AttributeKey.doubleKey("gen_ai.request.top_p");
  private static final AttributeKey<String> RESPONSE_MODEL =
      AttributeKey.stringKey("gen_ai.response.model");
  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<Long> CACHE_READ =
      AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
  private static final AttributeKey<Long> CACHE_WRITE =
      AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");

  private static final AttributeKey<String> API = AttributeKey.stringKey("gateway.api");
  private static final AttributeKey<String> KEY = AttributeKey.stringKey("gateway.key");
  private static final AttributeKey<String> VERDICT = AttributeKey.stringKey("gateway.verdict");
  private static final AttributeKey<String> CACHE = AttributeKey.stringKey("gateway.cache");
  private static final AttributeKey<String> TARGET = AttributeKey.stringKey("gateway.target");
  private static final AttributeKey<Long> DELAY = AttributeKey.longKey("gateway.delay_ms");

  private static final String BEDROCK = "aws.bedrock";
  private static final String CHAT = "chat";
  private static final String EMBEDDINGS = "embeddings";

  /** What a request has for its status to which none was sent. */
  private static final int UNSENT = 499;

  private final Tracer tracer;
  private final Map<String, TracedPlace> places;
  private final Clock clock;

  /** Spans of this tracer, of calls to these places. */
  RequestSpans(Tracer tracer, Map<String, TracedPlace> places, Clock clock) {
    this.tracer = tracer;
    this.places = Map.copyOf(places);
    this.clock = clock;
  }

  /** When something was, in nanoseconds since 1970, by what {@link System#nanoTime} was then. */
  private record Timeline(long nanoTime, long epochNanos) {

    static Timeline now(Clock clock) {
      Instant now = clock.instant();
      return new Timeline(
          System.nanoTime(), TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
    }

    long at(long time) {
      return epochNanos - Math.max(0, nanoTime - time);
    }
  }

  /** All that is known of a request. */
  private record Ended(
      RequestEnd end,
      TracedTrail.Notes notes,
      RequestOrigin origin,
      UnaryOperator<String> models,
      Timeline timeline) {

    private long began() {
      return timeline.at(origin.nanoTime());
    }
  }

  /** Makes them and gives the trace's id. */
  String write(
      RequestEnd end,
      TracedTrail.Notes notes,
      RequestOrigin origin,
      Context parent,
      UnaryOperator<String> models) {
    Ended ended = new Ended(end, notes, origin, models, Timeline.now(clock));
    Span request =
        tracer
            .spanBuilder(origin.method() + ' ' + end.route())
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent)
            .setStartTimestamp(ended.began(), TimeUnit.NANOSECONDS)
            .startSpan();
    if (request.isRecording()) {
      tell(ended, request);
      Context within = parent.with(request);
      int last = notes.steps().size() - 1;
      for (int i = 0; i <= last; i++) {
        write(notes.steps().get(i), i == last, ended, within);
      }
    }
    request.end(ended.began() + end.nanos(), TimeUnit.NANOSECONDS);
    return request.getSpanContext().getTraceId();
  }

  private static void tell(Ended ended, Span request) {
    RequestEnd end = ended.end();
    request.setAllAttributes(attributes(end, ended.origin()));
    if (end.verdict() == Verdict.FAILED) {
      request.setStatus(StatusCode.ERROR);
    }
    ended.notes().events().forEach(event -> write(event, request, ended.timeline()));
    if (end.firstPieceNanos() >= 0) {
      request.addEvent(
          "gateway.first_piece", ended.began() + end.firstPieceNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static Attributes attributes(RequestEnd end, RequestOrigin origin) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(METHOD, origin.method())
            .put(ROUTE, end.route())
            .put(SCHEME, origin.scheme())
            .put(API, end.api())
            .put(KEY, end.key())
            .put(VERDICT, end.verdict().label());
    if (end.status() != UNSENT) {
      attributes.put(STATUS, (long) end.status());
    }
    if (!end.cause().isEmpty()) {
      attributes.put(ERROR, end.cause());
    }
    if (end.kept()) {
      attributes.put(CACHE, "hit");
    }
    return attributes.build();
  }

  private static void write(TracedTrail.Event event, Span request, Timeline timeline) {
    long time = timeline.at(event.time());
    String cause = event.cause();
    AttributesBuilder attributes = Attributes.builder().put(TARGET, event.target());
    if (cause == null) {
      request.addEvent("gateway.invalid_answer", attributes.build(), time, TimeUnit.NANOSECONDS);
    } else {
      attributes.put(ERROR, cause).put(DELAY, event.delay().toMillis());
      request.addEvent("gateway.retry", attributes.build(), time, TimeUnit.NANOSECONDS);
    }
  }

  private void write(TracedTrail.Step step, boolean last, Ended ended, Context parent) {
    String operation = ended.end().route().contains("embed") ? EMBEDDINGS : CHAT;
    String model = ended.models().apply(step.baseModelId());
    Span attempt =
        tracer
            .spanBuilder(operation + ' ' + model)
            .setSpanKind(SpanKind.CLIENT)
            .setParent(parent)
            .setStartTimestamp(ended.timeline().at(step.began()), TimeUnit.NANOSECONDS)
            .setAttribute(OPERATION, operation)
            .setAttribute(PROVIDER, BEDROCK)
            .setAttribute(REQUEST_MODEL, model)
            .setAttribute(TARGET, step.target())
            .startSpan();
    TracedPlace place = places.get(step.target());
    if (place != null) {
      attempt.setAttribute(ADDRESS, place.endpoint().getHost());
      attempt.setAttribute(PORT, port(place.endpoint()));
      attempt.setAttribute(REGION, place.region());
    }
    tell(ended.notes().wishes(), attempt);
    if (step.requestId() != null) {
      attempt.setAttribute(REQUEST_ID, step.requestId());
    }
    if (!step.error().isEmpty()) {
      attempt.setAttribute(ERROR, step.error());
      if (!step.error().equals(TracedTrail.CANCELLED)) {
        attempt.setStatus(StatusCode.ERROR);
      }
    }
    TracedTrail.Answer answer = ended.notes().answer();
    if (answer != null && step.error().isEmpty()) {
      attempt.setAttribute(RESPONSE_MODEL, model);
    }
    if (answer != null && last) {
      answered(attempt, operation, answer);
    }
    Long at = step.ended();
    long atTheEnd = ended.origin().nanoTime() + ended.end().nanos();
    attempt.end(ended.timeline().at(at == null ? atTheEnd : at), TimeUnit.NANOSECONDS);
  }

  private static void tell(TracedTrail.Wishes wishes, Span attempt) {
    if (wishes.maxTokens() != null) {
      attempt.setAttribute(MAX_TOKENS, wishes.maxTokens().longValue());
    }
    if (wishes.temperature() != null) {
      attempt.setAttribute(TEMPERATURE, wishes.temperature());
    }
    if (wishes.topP() != null) {
      attempt.setAttribute(TOP_P, wishes.topP());
    }
  }

  private static long port(URI endpoint) {
    if (endpoint.getPort() >= 0) {
      return endpoint.getPort();
    }
    return "http".equals(endpoint.getScheme()) ? 80 : 443;
  }

  /** The tokens are those of all attempts: they are told at the end, together. */
  private static void answered(Span attempt, String operation, TracedTrail.Answer answer) {
    TokenUsage usage = answer.usage();
    Integer read = usage.cacheReadInputTokens();
    if (operation.equals(CHAT) && !answer.finishReason().isEmpty()) {
      attempt.setAttribute(FINISH_REASONS, List.of(answer.finishReason()));
    }
    attempt.setAttribute(INPUT, (long) usage.promptTokens());
    attempt.setAttribute(OUTPUT, (long) usage.outputTokens());
    if (read != null && read > 0) {
      attempt.setAttribute(CACHE_READ, read.longValue());
    }
    if (usage.cacheWriteInputTokens() > 0) {
      attempt.setAttribute(CACHE_WRITE, (long) usage.cacheWriteInputTokens());
    }
  }
}
