package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Llama's body: a prompt, and what it generates. */
final class LlamaPrompt implements TextBody {

  @Override
  public List<String> required() {
    return List.of("prompt");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = TextBody.ofPrompt(body);
    TextBody.copy(body, "max_gen_len", request.withObject("/inferenceConfig"), "maxTokens");
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    return piece(
        TextBody.text(reply),
        usage.inputTokens(),
        usage.outputTokens(),
        TextBody.stopReason(reply));
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    JsonNode text = event.payload().at("/delta/text");
    if (text.isTextual()) {
      return List.of(piece(text.textValue(), null, event.tokens(), null));
    }
    if (!event.type().equals("metadata")) {
      return List.of();
    }
    ObjectNode last =
        piece("", usage.inputTokens(), usage.outputTokens(), TextBody.stopReason(reply));
    TextBody.putMetrics(last, usage);
    return List.of(last);
  }

  private static ObjectNode piece(
      String text, @Nullable Integer prompt, int generated, @Nullable String stopReason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("generation", text)
        .put("prompt_token_count", prompt)
        .put("generation_token_count", generated)
        .put("stop_reason", stopReason);
  }
}
