package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DeepSeek-R1's body: a prompt, behind which the model thinks, ends its thought, and answers. */
final class DeepSeekPrompt extends PromptBody {

  private static final String END_OF_THOUGHT = "\n</think>\n\n";

  @Override
  public JsonNode schema() {
    return TextSchemas.of("deepseek");
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
    StringBuilder text = new StringBuilder();
    for (Block block : reply.blocks()) {
      if (block instanceof Block.Reasoning thought) {
        text.append(thought.text()).append(END_OF_THOUGHT);
      }
    }
    return choice(text + text(reply), stopReason(reply));
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    JsonNode thought = event.payload().at("/delta/reasoningContent/text");
    if (thought.isTextual()) {
      return List.of(piece(thought.textValue(), event.tokens()));
    } else if (event.type().equals("contentBlockStop")) {
      Block block = reply.blocks().get(event.payload().path("contentBlockIndex").asInt());
      return block instanceof Block.Reasoning ? List.of(piece(END_OF_THOUGHT, 0)) : List.of();
    }
    return super.chunks(event, reply);
  }

  @Override
  ObjectNode piece(String text, int tokens) {
    return choice(text, null);
  }

  @Override
  ObjectNode last(ModelReply reply) {
    return choice("", stopReason(reply));
  }

  private static ObjectNode choice(String text, @Nullable String stopReason) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("choices").addObject().put("text", text).put("stop_reason", stopReason);
    return answer;
  }
}
