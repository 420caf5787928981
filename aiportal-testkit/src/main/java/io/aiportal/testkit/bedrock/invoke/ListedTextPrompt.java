package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import org.jspecify.annotations.Nullable;

/** A prompt whose answer is a list of texts, each with why it ends: Mistral's and DeepSeek's. */
abstract class ListedTextPrompt extends PromptBody {

  private final String schema;
  private final String list;

  /**
   * The body of a family.
   *
   * @param schema what its schema is called
   * @param list what it calls the texts
   */
  ListedTextPrompt(String schema, String list) {
    this.schema = schema;
    this.list = list;
  }

  @Override
  public JsonNode schema() {
    return TextSchemas.of(schema);
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
    return listed(text(reply), stopReason(reply));
  }

  @Override
  ObjectNode piece(String text, int tokens) {
    return listed(text, null);
  }

  @Override
  ObjectNode last(ModelReply reply) {
    return listed("", stopReason(reply));
  }

  /** One text; {@code stopReason} is null as long as it goes on. */
  ObjectNode listed(String text, @Nullable String stopReason) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray(list).addObject().put("text", text).put("stop_reason", stopReason);
    return answer;
  }
}
