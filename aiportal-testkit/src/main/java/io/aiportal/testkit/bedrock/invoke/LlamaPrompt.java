package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Llama's body: a prompt, and what it generates. */
final class LlamaPrompt extends PromptBody {

  @Override
  public JsonNode schema() {
    return TextSchemas.of("llama");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = ofPrompt(body);
    TextBody.copy(body, "max_gen_len", request.withObject("/inferenceConfig"), "maxTokens");
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    return end(text(reply), reply);
  }

  @Override
  ObjectNode piece(String text, int tokens) {
    return generation(text, null, tokens, null);
  }

  @Override
  ObjectNode last(ModelReply reply) {
    return end("", reply);
  }

  private static ObjectNode end(String text, ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    return generation(text, usage.inputTokens(), usage.outputTokens(), stopReason(reply));
  }

  private static ObjectNode generation(
      String text, @Nullable Integer prompt, int generated, @Nullable String stopReason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("generation", text)
        .put("prompt_token_count", prompt)
        .put("generation_token_count", generated)
        .put("stop_reason", stopReason);
  }
}
