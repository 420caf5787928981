package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON out of text blocks. */
final class Json {

  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  static JsonNode of(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** A request of one user message. */
  static JsonNode asking(String text) {
    JsonNode request = of("{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]}");
    ((ObjectNode) request.at("/messages/0/content/0")).put("text", text);
    return request;
  }
}
