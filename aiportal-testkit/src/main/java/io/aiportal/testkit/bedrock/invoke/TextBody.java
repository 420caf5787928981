package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.List;
import java.util.Optional;

/** What a family of text models is asked and answers through InvokeModel, in words of its own. */
public interface TextBody {

  /**
   * The body of a model's family; empty for families of which the simulator knows none.
   *
   * @param body what is asked, as some models know two forms
   */
  static Optional<TextBody> of(String modelId, JsonNode body) {
    return TextBodies.of(modelId, body);
  }

  /** What a request must be like, as a JSON Schema. */
  JsonNode schema();

  /** The request as Converse has it. */
  ObjectNode converseRequest(JsonNode body);

  /** A whole answer; the usage of the reply is known. */
  ObjectNode whole(ModelReply reply);

  /** The chunks of a streamed answer for an event of ConverseStream's; the usage is known. */
  List<ObjectNode> chunks(ReplyEvent event, ModelReply reply);

  /** What the last chunk says of the whole call. */
  static void putMetrics(ObjectNode chunk, Usage usage) {
    chunk
        .putObject("amazon-bedrock-invocationMetrics")
        .put("inputTokenCount", usage.inputTokens())
        .put("outputTokenCount", usage.outputTokens())
        .put("invocationLatency", 1)
        .put("firstByteLatency", 1);
  }

  /** The content of a message by somebody; of the last one, if that is by the same. */
  static ArrayNode said(ArrayNode messages, String role) {
    JsonNode last = messages.path(messages.size() - 1);
    return last.path("role").asText().equals(role)
        ? (ArrayNode) last.get("content")
        : messages.addObject().put("role", role).putArray("content");
  }

  /** Copies a member, if it is there. */
  static void copy(JsonNode from, String name, ObjectNode to, String newName) {
    if (from.has(name)) {
      to.set(newName, from.get(name));
    }
  }
}
