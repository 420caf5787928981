package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.OllamaApi;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What a load balancer or an orchestrator asks. */
final class Probes {

  private final HttpCalls calls;
  private final BooleanSupplier ready;

  Probes(HttpCalls calls, BooleanSupplier ready) {
    this.calls = calls;
    this.ready = ready;
  }

  /** The process lives, also while it drains. */
  void alive(HttpCall call) {
    call.probe();
    Reply.json(call.exchange(), Map.of("status", "ok"));
  }

  /** Requests are welcome: the start is over, and the end has not begun. */
  void ready(HttpCall call) {
    call.probe();
    if (calls.isDraining()) {
      notReady(call, "draining");
    } else if (ready.getAsBoolean()) {
      Reply.json(call.exchange(), Map.of("status", "ready"));
    } else {
      notReady(call, "starting");
    }
  }

  private static void notReady(HttpCall call, String status) {
    byte[] body = OllamaApi.write(Map.of("status", status));
    Reply.send(call.exchange(), 503, Reply.JSON, body);
  }
}
