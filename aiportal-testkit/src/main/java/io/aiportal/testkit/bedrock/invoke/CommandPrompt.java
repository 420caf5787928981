package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.util.ArrayList;
import java.util.List;

/** The body of Cohere's first Command: a prompt, and generations, as many as are asked for. */
final class CommandPrompt extends PromptBody {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String ID = "00000000-0000-4000-8000-000000000000";

  private final String prompt;
  private final int generations;

  CommandPrompt(JsonNode body) {
    this.prompt = body.path("prompt").asText();
    this.generations = body.path("num_generations").asInt(1);
  }

  @Override
  public JsonNode schema() {
    return TextSchemas.of("command");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = ofPrompt(body);
    CommandChat.putSampling(body, request.withObject("/inferenceConfig"));
    return request;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    ObjectNode answer = JSON.objectNode().put("id", ID);
    ArrayNode all = answer.putArray("generations");
    for (int i = 0; i < generations; i++) {
      ObjectNode generation = all.addObject().put("id", ID);
      generation.put("text", text(reply)).put("finish_reason", CommandChat.finishReason(reply));
      if (generations > 1) {
        generation.put("index", i);
      }
    }
    return answer.put("prompt", prompt);
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    List<ObjectNode> chunks = super.chunks(event, reply);
    if (generations == 1 || event.type().equals("metadata")) {
      return chunks;
    }
    List<ObjectNode> ofAll = new ArrayList<>();
    for (int i = 0; i < generations; i++) {
      for (ObjectNode chunk : chunks) {
        ofAll.add(chunk.deepCopy().put("index", i));
      }
    }
    return ofAll;
  }

  @Override
  ObjectNode piece(String text, int tokens) {
    return JSON.objectNode().put("is_finished", false).put("text", text);
  }

  @Override
  ObjectNode last(ModelReply reply) {
    return JSON.objectNode()
        .put("finish_reason", CommandChat.finishReason(reply))
        .put("is_finished", true);
  }
}
