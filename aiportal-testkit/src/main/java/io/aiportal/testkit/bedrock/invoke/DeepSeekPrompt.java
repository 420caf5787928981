package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.util.List;

/** DeepSeek-R1's body: a prompt, behind which the model thinks, ends its thought, and answers. */
final class DeepSeekPrompt extends ListedTextPrompt {

  private static final String END_OF_THOUGHT = "\n</think>\n\n";

  DeepSeekPrompt() {
    super("deepseek", "choices");
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    StringBuilder text = new StringBuilder();
    for (Block block : reply.blocks()) {
      if (block instanceof Block.Reasoning thought) {
        text.append(thought.text()).append(END_OF_THOUGHT);
      }
    }
    return listed(text + text(reply), stopReason(reply));
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
}
