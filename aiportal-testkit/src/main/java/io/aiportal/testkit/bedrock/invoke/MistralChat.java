package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Mistral Large's other body: messages as OpenAI has them, and a list of choices. */
final class MistralChat implements TextBody {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ChatCompletions completions;

  MistralChat(String modelId) {
    this.completions = new ChatCompletions(modelId);
  }

  @Override
  public JsonNode schema() {
    return TextSchemas.of("mistralChat");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    return completions.converseRequest(body);
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    JsonNode message = completions.whole(reply).at("/choices/0/message");
    return choice(message, ChatCompletions.reason(reply));
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    JsonNode text = event.payload().at("/delta/text");
    if (text.isTextual()) {
      return List.of(choice(message(text.textValue()), null));
    } else if (event.type().equals("contentBlockStop")) {
      Block block = reply.blocks().get(event.payload().path("contentBlockIndex").asInt());
      return block instanceof Block.ToolUse call ? List.of(called(call)) : List.of();
    } else if (!event.type().equals("metadata")) {
      return List.of();
    }
    ObjectNode last = choice(message(""), ChatCompletions.reason(reply));
    TextBody.putMetrics(last, Objects.requireNonNull(reply.usage()));
    return List.of(last);
  }

  /** A call comes in one piece. */
  private static ObjectNode called(Block.ToolUse call) {
    ObjectNode message = message("");
    ObjectNode function =
        message.putArray("tool_calls").addObject().put("id", call.id()).putObject("function");
    function.put("name", call.name()).put("arguments", call.input().toString());
    return choice(message, null);
  }

  private static ObjectNode message(String text) {
    return JSON.objectNode().put("role", "assistant").put("content", text);
  }

  private static ObjectNode choice(JsonNode message, @Nullable String stopReason) {
    ObjectNode answer = JSON.objectNode();
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    choice.set("message", message);
    choice.put("stop_reason", stopReason);
    return answer;
  }
}
