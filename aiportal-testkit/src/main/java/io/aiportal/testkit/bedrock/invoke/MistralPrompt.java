package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import org.jspecify.annotations.Nullable;

/** Mistral's body: a prompt with its marks of instruction, and a list of outputs. */
final class MistralPrompt extends PromptBody {

  @Override
  public JsonNode schema() {
    return TextSchemas.of("mistral");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = ofPrompt(body);
    ObjectNode config = request.withObject("/inferenceConfig");
    TextBody.copy(body, "max_tokens", config, "maxTokens");
    TextBody.copy(body, "stop", config, "stopSequences");
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    return outputs(text(reply), stopReason(reply));
  }

  @Override
  ObjectNode piece(String text, int tokens) {
    return outputs(text, null);
  }

  @Override
  ObjectNode last(ModelReply reply) {
    return outputs("", stopReason(reply));
  }

  private static ObjectNode outputs(String text, @Nullable String stopReason) {
    ObjectNode outputs = JsonNodeFactory.instance.objectNode();
    outputs.putArray("outputs").addObject().put("text", text).put("stop_reason", stopReason);
    return outputs;
  }
}
