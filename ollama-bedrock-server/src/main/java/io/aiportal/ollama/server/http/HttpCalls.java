package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.server.telemetry.CallTrail;
import io.aiportal.ollama.server.telemetry.RequestEnd;
import io.aiportal.ollama.server.telemetry.RequestOrigin;
import io.aiportal.ollama.server.telemetry.Telemetry;
import io.aiportal.ollama.server.telemetry.TraceParent;
import io.aiportal.ollama.server.telemetry.Tracing;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The requests under way, and whether new ones are still welcome. */
final class HttpCalls {

  private static final HttpString TRACE_PARENT = new HttpString("traceparent");
  private static final HttpString TRACE_STATE = new HttpString("tracestate");

  private final RequestLog log;
  private final CallEnds ends;
  private final Telemetry telemetry;
  private final ByteBudget memory;
  private final Connections connections;
  private final Set<HttpCall> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sequence = new AtomicLong();
  private final String idPrefix = String.format("%08x-", new SecureRandom().nextInt());
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;

  /** Requests that are logged and counted when they end, and share this memory until then. */
  HttpCalls(
      RequestLog log,
      CallEnds ends,
      Telemetry telemetry,
      ByteBudget memory,
      Connections connections) {
    this.log = log;
    this.ends = ends;
    this.telemetry = telemetry;
    this.memory = memory;
    this.connections = connections;
  }

  /** A request has arrived. */
  HttpCall begin(HttpServerExchange exchange) {
    HttpCall call =
        new HttpCall(exchange, this, idPrefix + sequence.incrementAndGet(), memory.part());
    open.add(call);
    connections.began(exchange);
    exchange.addExchangeCompleteListener(call);
    return call;
  }

  void ended(HttpCall call) {
    try {
      connections.ended(call.exchange());
      RequestHead.answered(call.exchange());
      RequestEnd end = ends.of(call);
      telemetry.ended(end);
      trace(call, end);
      log.write(call, end);
    } finally {
      open.remove(call);
      if (draining && open.isEmpty()) {
        drained.complete(null);
      }
    }
  }

  private void trace(HttpCall call, RequestEnd end) {
    Tracing tracing = telemetry.tracing();
    if (tracing != null && end.isOfModel()) {
      call.traced(tracing.trace(end, origin(call), ends.labels(call, end)));
    }
  }

  private static RequestOrigin origin(HttpCall call) {
    HttpServerExchange exchange = call.exchange();
    HeaderMap headers = exchange.getRequestHeaders();
    return new RequestOrigin(
        call.startedNanos(),
        exchange.getRequestMethod().toString(),
        exchange.getRequestScheme(),
        values(headers.get(TRACE_PARENT)),
        values(headers.get(TRACE_STATE)));
  }

  /** The id of the trace that the caller says a request is part of; null where there is none. */
  static @Nullable String trace(HttpCall call) {
    return TraceParent.traceId(values(call.exchange().getRequestHeaders().get(TRACE_PARENT)));
  }

  private static List<String> values(@Nullable HeaderValues header) {
    return header == null ? List.of() : List.copyOf(header);
  }

  /** Notes the attempts of a call. */
  CallTrail trail() {
    Tracing tracing = telemetry.tracing();
    return tracing == null ? new CallTrail() : tracing.trail();
  }

  /** How many requests are under way. */
  int open() {
    return open.size();
  }

  /** The model that answers a call; null where that is not known. */
  @Nullable Model answeredBy(HttpCall call) {
    return ends.answered(call, call.resolved());
  }

  boolean isDraining() {
    return draining;
  }

  /**
   * Refuses new requests while the server drains.
   *
   * @throws CallException 503, if it does
   */
  void requireOpen() {
    if (draining) {
      throw new CallException(503, "the server is shutting down", null);
    }
  }

  /** Welcomes no new requests; the future completes when the last open one has ended. */
  CompletableFuture<Void> drain() {
    draining = true;
    if (open.isEmpty()) {
      drained.complete(null);
    }
    return drained;
  }

  /** Ends every open request with an error. */
  void cutAll(CallException reason) {
    open.forEach(call -> call.cut(reason));
  }
}
