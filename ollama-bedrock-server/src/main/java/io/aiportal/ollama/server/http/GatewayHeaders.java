package io.aiportal.ollama.server.http;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.CallException;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** What the gateway tells of an answer in headers of its own. */
final class GatewayHeaders {

  /** Bedrock's id of the request that was answered last, for questions to AWS. */
  static final HttpString BEDROCK_REQUEST_ID = new HttpString("X-Bedrock-Request-Id");

  private GatewayHeaders() {}

  /** Sets them, before the response has begun; none where there is nothing to tell. */
  static void put(HttpCall call) {
    GatewayWarning.put(call.exchange(), call.warnings());
    putRequestId(call, call.bedrockRequestId());
    if (call.isKept()) {
      call.exchange().getResponseHeaders().put(Reuse.CACHE, "hit");
    }
  }

  /** The same for an error, with which warnings would be beside the point. */
  static void put(HttpCall call, CallException error) {
    String own = error.getCause() instanceof BedrockException failure ? failure.requestId() : null;
    putRequestId(call, own == null ? call.bedrockRequestId() : own);
  }

  private static void putRequestId(HttpCall call, @Nullable String id) {
    if (id != null) {
      call.exchange().getResponseHeaders().put(BEDROCK_REQUEST_ID, id);
    }
  }
}
