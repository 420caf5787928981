package io.aiportal.ollama.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes traces as a collector does, and keeps them; on demand it refuses them, or hangs. */
final class Collector implements AutoCloseable {

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean hangs;

  /** What was sent at once. */
  record Delivery(String path, Headers headers, byte[] body, ExportTraceServiceRequest spans) {}

  private Collector(HttpServer http) {
    this.http = http;
  }

  static Collector start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Collector collector = new Collector(http);
    http.setExecutor(collector.threads);
    http.createContext("/", collector::take);
    http.start();
    return collector;
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    deliveries.add(
        new Delivery(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders(),
            body,
            ExportTraceServiceRequest.parseFrom(body)));
    if (hangs) {
      try {
        hanging.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** Answers with this status from now on. */
  void answer(int newStatus) {
    status = newStatus;
  }

  /** Answers nothing any more. */
  void hang() {
    hangs = true;
  }

  List<Delivery> deliveries() {
    return deliveries;
  }

  List<ResourceSpans> resources() {
    return deliveries.stream().flatMap(it -> it.spans().getResourceSpansList().stream()).toList();
  }

  List<Span> spans() {
    return resources().stream()
        .map(ResourceSpans::getScopeSpansList)
        .flatMap(List::stream)
        .map(ScopeSpans::getSpansList)
        .flatMap(List::stream)
        .toList();
  }

  List<Span> ofKind(Span.SpanKind kind) {
    return spans().stream().filter(span -> span.getKind() == kind).toList();
  }

  /** Values as texts, by their names. */
  static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> texts = new TreeMap<>();
    attributes.forEach(pair -> texts.put(pair.getKey(), text(pair.getValue())));
    return texts;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(Collector::text).toList().toString();
      default -> value.toString();
    };
  }

  /** An id as texts have it. */
  static String hex(com.google.protobuf.ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    hanging.countDown();
    http.stop(0);
    threads.shutdownNow();
  }
}
