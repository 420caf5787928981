package io.aiportal.ollama.server.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.testkit.bedrock.reply.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The way from Converse back to an API of clients, for tests alone. */
interface ClientShape {

  /** The body that a client would have sent for what was sent to Converse. */
  ObjectNode of(String model, JsonNode sent);

  /** What the gateway makes of such a body. */
  ModelRequest read(byte[] body);

  /** The members of Converse's requests that no client can ask for. */
  List<String> unspeakable();

  /** Why no client could have sent this; empty if one could. */
  default Optional<String> obstacle(Recording recording) {
    JsonNode request = recording.request();
    if (recording.status() != 200) {
      return Optional.of("was refused with " + recording.status());
    }
    if (!request.path("messages").isArray()) {
      return Optional.of("has no messages");
    }
    for (String member : unspeakable()) {
      if (request.findValue(member) != null) {
        return Optional.of("has " + member);
      }
    }
    return Optional.empty();
  }

  /** The schema that the answer is to follow; a missing node for none. */
  static JsonNode schema(JsonNode sent) {
    JsonNode schema = sent.at("/outputConfig/textFormat/structure/jsonSchema/schema");
    try {
      return schema.isTextual() ? new ObjectMapper().readTree(schema.asText()) : schema;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a member to a value, if there is one. */
  static void put(String name, JsonNode value, ObjectNode body) {
    if (!value.isMissingNode()) {
      body.set(name, value);
    }
  }
}
