package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.List;
import java.util.Objects;

/** Nova's body, which is nearly Converse's. */
final class NovaMessages implements TextBody {

  @Override
  public JsonNode schema() {
    return TextSchemas.of("nova");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("messages", "system", "toolConfig")) {
      TextBody.copy(body, name, request, name);
    }
    ObjectNode config = request.putObject("inferenceConfig");
    JsonNode given = body.path("inferenceConfig");
    for (String name : List.of("temperature", "topP", "stopSequences", "maxTokens")) {
      TextBody.copy(given, name, config, name);
    }
    TextBody.copy(given, "max_new_tokens", config, "maxTokens");
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    ObjectNode answer = reply.toConverseResponse();
    answer.remove("metrics");
    answer.set("usage", usage(reply));
    return answer;
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    ObjectNode chunk = JsonNodeFactory.instance.objectNode();
    if (event.type().equals("metadata")) {
      ObjectNode metadata = chunk.putObject("metadata");
      metadata.set("usage", usage(reply));
      metadata.putObject("metrics");
      metadata.putObject("trace");
      TextBody.putMetrics(chunk, known(reply));
    } else {
      chunk.set(event.type(), event.payload());
    }
    return List.of(chunk);
  }

  private static ObjectNode usage(ModelReply reply) {
    Usage usage = known(reply);
    return JsonNodeFactory.instance
        .objectNode()
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("totalTokens", usage.inputTokens() + usage.outputTokens())
        .put("cacheReadInputTokenCount", usage.cacheReadTokens())
        .put("cacheWriteInputTokenCount", usage.cacheWriteTokens());
  }

  private static Usage known(ModelReply reply) {
    return Objects.requireNonNull(reply.usage());
  }
}
