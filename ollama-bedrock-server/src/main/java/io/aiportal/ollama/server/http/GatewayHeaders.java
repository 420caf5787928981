package io.aiportal.ollama.server.http;

import io.undertow.util.HttpString;

/** What the gateway tells of an answer in headers of its own. */
final class GatewayHeaders {

  /** Bedrock's id of the request that was answered last, for questions to AWS. */
  static final HttpString BEDROCK_REQUEST_ID = new HttpString("X-Bedrock-Request-Id");

  private GatewayHeaders() {}

  /** Sets them, before the response has begun; none where there is nothing to tell. */
  static void put(HttpCall call) {
    GatewayWarning.put(call.exchange(), call.warnings());
    putRequestId(call);
  }

  /** The same, where warnings would be beside the point. */
  static void putRequestId(HttpCall call) {
    String id = call.bedrockRequestId();
    if (id != null) {
      call.exchange().getResponseHeaders().put(BEDROCK_REQUEST_ID, id);
    }
  }
}
