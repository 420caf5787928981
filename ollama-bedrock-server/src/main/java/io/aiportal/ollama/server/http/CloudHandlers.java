package io.aiportal.ollama.server.http;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.Map;

/**
 * What an Ollama server has ollama.com answer. This one has no part in it: it answers as one whose
 * cloud is switched off, and to which nobody has signed in.
 */
final class CloudHandlers {

  private static final byte[] OFF = ascii("{\"cloud\":{\"disabled\":true,\"source\":\"config\"}}");
  private static final byte[] SIGNED_OUT =
      ascii("{\"error\":\"unauthorized\",\"signin_url\":\"https://ollama.com/connect\"}");

  private final RequestBodies bodies;

  CloudHandlers(RequestBodies bodies) {
    this.bodies = bodies;
  }

  void status(HttpCall call) {
    Reply.send(call.exchange(), 200, Reply.JSON, OFF);
  }

  /** The account, and what it has used or paid. */
  void account(HttpCall call) {
    call.failed("nobody is signed in");
    Reply.send(call.exchange(), 401, Reply.JSON, SIGNED_OUT);
  }

  void signOut(HttpCall call) {
    call.refuse(new CallException(401, "you are not currently signed in", null));
  }

  void recommendations(HttpCall call) {
    Reply.json(call.exchange(), Map.of("recommendations", List.of()));
  }

  void webSearch(HttpCall call) {
    refuse(call, "web search is unavailable");
  }

  void webFetch(HttpCall call) {
    refuse(call, "web fetch is unavailable");
  }

  private void refuse(HttpCall call, String reason) {
    bodies.read(call, body -> OllamaApi.refuseCloud(body, reason));
  }
}
