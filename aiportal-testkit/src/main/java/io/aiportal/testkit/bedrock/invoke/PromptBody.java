package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.util.List;
import java.util.Objects;

/** A body of the older kind: a prompt, and the text that goes on behind it. */
abstract class PromptBody implements TextBody {

  /** A chunk of the text. */
  abstract ObjectNode piece(String text, int tokens);

  /** The chunk that ends the text, without the metrics. */
  abstract ObjectNode last(ModelReply reply);

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    JsonNode text = event.payload().at("/delta/text");
    if (text.isTextual()) {
      return List.of(piece(text.textValue(), event.tokens()));
    }
    if (!event.type().equals("metadata")) {
      return List.of();
    }
    ObjectNode last = last(reply);
    TextBody.putMetrics(last, Objects.requireNonNull(reply.usage()));
    return List.of(last);
  }

  /** A request of one prompt. */
  static ObjectNode ofPrompt(JsonNode body) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    ObjectNode message = request.putArray("messages").addObject().put("role", "user");
    message.putArray("content").addObject().put("text", body.path("prompt").asText());
    ObjectNode config = request.putObject("inferenceConfig");
    TextBody.copy(body, "temperature", config, "temperature");
    TextBody.copy(body, "top_p", config, "topP");
    return request;
  }

  /** All that a reply says in words. */
  static String text(ModelReply reply) {
    StringBuilder text = new StringBuilder();
    for (JsonNode block : reply.toConverseResponse().at("/output/message/content")) {
      text.append(block.path("text").asText());
    }
    return text.toString();
  }

  /** Why a model of the older kind stopped. */
  static String stopReason(ModelReply reply) {
    return reply.stopReason().equals("max_tokens") ? "length" : "stop";
  }
}
