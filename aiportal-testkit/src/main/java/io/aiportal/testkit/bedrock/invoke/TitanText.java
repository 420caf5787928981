package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Titan's body: a text, and a list of results. */
final class TitanText extends PromptBody {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Override
  public JsonNode schema() {
    return TextSchemas.of("titan");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = ofPrompt(JSON.objectNode().set("prompt", body.path("inputText")));
    JsonNode given = body.path("textGenerationConfig");
    ObjectNode config = request.withObject("/inferenceConfig");
    for (String name : new String[] {"temperature", "topP", "stopSequences"}) {
      TextBody.copy(given, name, config, name);
    }
    TextBody.copy(given, "maxTokenCount", config, "maxTokens");
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    ObjectNode answer = JSON.objectNode().put("inputTextTokenCount", usage.inputTokens());
    answer
        .putArray("results")
        .addObject()
        .put("tokenCount", usage.outputTokens())
        .put("outputText", text(reply))
        .put("completionReason", reason(reply));
    return answer;
  }

  @Override
  ObjectNode piece(String text, int tokens) {
    return chunk(text, null, tokens);
  }

  @Override
  ObjectNode last(ModelReply reply) {
    return chunk("", reason(reply), Objects.requireNonNull(reply.usage()).outputTokens());
  }

  private static ObjectNode chunk(String text, @Nullable String reason, int tokens) {
    return JSON.objectNode()
        .put("outputText", text)
        .put("index", 0)
        .put("totalOutputTextTokenCount", tokens)
        .put("completionReason", reason);
  }

  private static String reason(ModelReply reply) {
    return stopReason(reply).equals("length") ? "LENGTH" : "FINISH";
  }
}
