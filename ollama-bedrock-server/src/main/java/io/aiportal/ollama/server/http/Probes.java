package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.ResponseJson;
import java.util.Map;

/** What a load balancer or an orchestrator asks. */
final class Probes {

  private final Calls calls;

  Probes(Calls calls) {
    this.calls = calls;
  }

  /** The process lives, also while it drains. */
  void alive(Call call) {
    Reply.json(call.exchange(), Map.of("status", "ok"));
  }

  /** New requests are welcome. Asks nobody else: an outage of Bedrock is told by the answers. */
  void ready(Call call) {
    if (calls.isDraining()) {
      byte[] body = ResponseJson.bytes(Map.of("status", "draining"));
      Reply.send(call.exchange(), 503, Reply.JSON, body);
    } else {
      Reply.json(call.exchange(), Map.of("status", "ready"));
    }
  }
}
