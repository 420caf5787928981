package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.List;
import java.util.Optional;

/** What a family of text models is asked and answers through InvokeModel, in words of its own. */
public interface TextBody {

  /** The body of a model's family; empty for families of which the simulator knows none. */
  static Optional<TextBody> of(String modelId) {
    if (modelId.matches("anthropic\\.claude-.*")) {
      return Optional.of(new AnthropicMessages(modelId));
    } else if (modelId.matches("amazon\\.nova-.*")) {
      return Optional.of(new NovaMessages());
    } else if (modelId.matches("meta\\.llama.*")) {
      return Optional.of(new LlamaPrompt());
    }
    if (modelId.matches("mistral\\..*")) {
      return Optional.of(new MistralPrompt());
    } else if (modelId.matches("amazon\\.titan-text-.*")) {
      return Optional.of(new TitanText());
    }
    return modelId.matches("(openai\\.gpt-oss|ai21\\.jamba|qwen\\.|deepseek\\.v3).*")
        ? Optional.of(new ChatCompletions(modelId))
        : Optional.empty();
  }

  /** What a request must be like, as a JSON Schema. */
  JsonNode schema();

  /** The request as Converse has it. */
  ObjectNode converseRequest(JsonNode body);

  /** A whole answer; the usage of the reply is known. */
  ObjectNode whole(ModelReply reply);

  /** The chunks of a streamed answer for an event of ConverseStream's; the usage is known. */
  List<ObjectNode> chunks(ReplyEvent event, ModelReply reply);

  /** What the last chunk says of the whole call. */
  static void putMetrics(ObjectNode chunk, Usage usage) {
    chunk
        .putObject("amazon-bedrock-invocationMetrics")
        .put("inputTokenCount", usage.inputTokens())
        .put("outputTokenCount", usage.outputTokens())
        .put("invocationLatency", 1)
        .put("firstByteLatency", 1);
  }

  /** Copies a member, if it is there. */
  static void copy(JsonNode from, String name, ObjectNode to, String newName) {
    if (from.has(name)) {
      to.set(newName, from.get(name));
    }
  }
}
