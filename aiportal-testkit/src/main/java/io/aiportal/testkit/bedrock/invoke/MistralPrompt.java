package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Mistral's body: a prompt with its marks of instruction, and a list of outputs. */
final class MistralPrompt implements TextBody {

  @Override
  public List<String> required() {
    return List.of("prompt");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = TextBody.ofPrompt(body);
    ObjectNode config = request.withObject("/inferenceConfig");
    TextBody.copy(body, "max_tokens", config, "maxTokens");
    TextBody.copy(body, "stop", config, "stopSequences");
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    return outputs(TextBody.text(reply), TextBody.stopReason(reply));
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    JsonNode text = event.payload().at("/delta/text");
    if (text.isTextual()) {
      return List.of(outputs(text.textValue(), null));
    }
    if (!event.type().equals("metadata")) {
      return List.of();
    }
    ObjectNode last = outputs("", TextBody.stopReason(reply));
    TextBody.putMetrics(last, Objects.requireNonNull(reply.usage()));
    return List.of(last);
  }

  private static ObjectNode outputs(String text, @Nullable String stopReason) {
    ObjectNode outputs = JsonNodeFactory.instance.objectNode();
    outputs.putArray("outputs").addObject().put("text", text).put("stop_reason", stopReason);
    return outputs;
  }
}
