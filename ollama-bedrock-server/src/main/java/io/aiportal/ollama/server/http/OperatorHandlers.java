package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.telemetry.Telemetry;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What operators look at, by machine and by eye. */
final class OperatorHandlers {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final HttpString CONTENT_SECURITY_POLICY =
      new HttpString("Content-Security-Policy");

  private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");

  private final Telemetry telemetry;
  private final RequestBodies bodies;

  OperatorHandlers(Telemetry telemetry, RequestBodies bodies) {
    this.telemetry = telemetry;
    this.bodies = bodies;
  }

  /** The metrics, as Prometheus reads them. */
  void metrics(HttpCall call) {
    call.probe();
    answer(call, PROMETHEUS_TEXT, telemetry::scrape);
  }

  /** A page for people. */
  void status(HttpCall call) {
    HeaderMap headers = call.exchange().getResponseHeaders();
    headers.put(CONTENT_SECURITY_POLICY, telemetry.statusSecurityPolicy());
    headers.put(CONTENT_TYPE_OPTIONS, "nosniff");
    headers.put(Headers.CACHE_CONTROL, "no-store");
    headers.put(Headers.REFERRER_POLICY, "no-referrer");
    answer(call, "text/html; charset=utf-8", telemetry::statusPage);
  }

  /** Puts together on a worker what takes its time. */
  private void answer(HttpCall call, String contentType, Supplier<String> text) {
    Runnable work =
        () -> {
          byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
          call.onIoThread(() -> Reply.send(call.exchange(), 200, contentType, body));
        };
    call.exchange()
        .dispatch(SameThreadExecutor.INSTANCE, () -> call.guard(() -> bodies.onWorker(call, work)));
  }
}
