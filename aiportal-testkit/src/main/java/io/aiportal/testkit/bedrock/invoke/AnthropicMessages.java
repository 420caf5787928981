package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Claude's body: Anthropic's messages. */
final class AnthropicMessages implements TextBody {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String ID = "msg_bdrk_01Simulated";

  private final String model;

  /** The index of the block that has begun. */
  private int begun = -1;

  /** One answer of a model. */
  AnthropicMessages(String modelId) {
    this.model = modelId.replaceFirst("^anthropic\\.", "").replaceFirst("-v\\d+:\\d+$", "");
  }

  @Override
  public JsonNode schema() {
    return TextSchemas.of("anthropic");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = JSON.objectNode();
    ArrayNode messages = request.putArray("messages");
    for (JsonNode message : body.path("messages")) {
      ObjectNode said = messages.addObject().put("role", message.path("role").asText());
      said.set("content", blocks(message.path("content")));
    }
    if (body.has("system")) {
      request.set("system", blocks(body.get("system")));
    }
    ObjectNode config = request.putObject("inferenceConfig");
    TextBody.copy(body, "max_tokens", config, "maxTokens");
    TextBody.copy(body, "temperature", config, "temperature");
    TextBody.copy(body, "top_p", config, "topP");
    TextBody.copy(body, "stop_sequences", config, "stopSequences");
    if (body.has("thinking")) {
      request.putObject("additionalModelRequestFields").set("thinking", body.get("thinking"));
    }
    if (body.path("tools").size() > 0) {
      request.set("toolConfig", toolConfig(body));
    }
    return request;
  }

  private static ObjectNode toolConfig(JsonNode body) {
    ObjectNode config = JSON.objectNode();
    ArrayNode tools = config.putArray("tools");
    for (JsonNode tool : body.get("tools")) {
      ObjectNode spec = tools.addObject().putObject("toolSpec");
      TextBody.copy(tool, "name", spec, "name");
      TextBody.copy(tool, "description", spec, "description");
      spec.putObject("inputSchema").set("json", tool.path("input_schema"));
    }
    JsonNode choice = body.path("tool_choice");
    switch (choice.path("type").asText()) {
      case "any" -> config.putObject("toolChoice").putObject("any");
      case "tool" ->
          config
              .putObject("toolChoice")
              .putObject("tool")
              .put("name", choice.path("name").asText());
      default -> {}
    }
    return config;
  }

  private static ArrayNode blocks(JsonNode content) {
    ArrayNode blocks = JSON.arrayNode();
    if (content.isTextual()) {
      blocks.addObject().put("text", content.textValue());
    }
    for (JsonNode block : content) {
      switch (block.path("type").asText()) {
        case "text" -> blocks.addObject().put("text", block.path("text").asText());
        case "tool_use" -> {
          ObjectNode use = blocks.addObject().putObject("toolUse");
          use.put("toolUseId", block.path("id").asText()).put("name", block.path("name").asText());
          use.set("input", block.path("input"));
        }
        case "tool_result" -> {
          ObjectNode result = blocks.addObject().putObject("toolResult");
          result.put("toolUseId", block.path("tool_use_id").asText());
          result.set("content", blocks(block.path("content")));
        }
        case "image" -> {
          ObjectNode image = blocks.addObject().putObject("image");
          String type = block.at("/source/media_type").asText();
          image.put("format", type.substring(type.indexOf('/') + 1));
          image.putObject("source").put("bytes", block.at("/source/data").asText());
        }
        default -> {}
      }
    }
    return blocks;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    ObjectNode message = message(reply, usage.outputTokens());
    ArrayNode content = message.putArray("content");
    for (JsonNode block : reply.toConverseResponse().at("/output/message/content")) {
      JsonNode reasoning = block.path("reasoningContent");
      if (block.has("text")) {
        content.addObject().put("type", "text").put("text", block.get("text").asText());
      } else if (block.has("toolUse")) {
        ObjectNode use = toolUse(block.get("toolUse"));
        content.add(use.set("input", block.at("/toolUse/input")));
      } else if (reasoning.has("redactedContent")) {
        content
            .addObject()
            .put("type", "redacted_thinking")
            .put("data", reasoning.get("redactedContent").asText());
      } else {
        content
            .addObject()
            .put("type", "thinking")
            .put("thinking", reasoning.at("/reasoningText/text").asText())
            .put("signature", reasoning.at("/reasoningText/signature").asText());
      }
    }
    return message.put("stop_reason", reply.stopReason());
  }

  private ObjectNode message(ModelReply reply, int outputTokens) {
    Usage usage = Objects.requireNonNull(reply.usage());
    ObjectNode message = JSON.objectNode().put("id", ID).put("type", "message");
    message.put("role", "assistant").put("model", model).putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message
        .putObject("usage")
        .put("input_tokens", usage.inputTokens())
        .put("cache_creation_input_tokens", usage.cacheWriteTokens())
        .put("cache_read_input_tokens", usage.cacheReadTokens())
        .put("output_tokens", outputTokens);
    return message;
  }

  private static ObjectNode toolUse(JsonNode use) {
    return JSON.objectNode()
        .put("type", "tool_use")
        .put("id", use.path("toolUseId").asText())
        .put("name", use.path("name").asText());
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    JsonNode payload = event.payload();
    int index = payload.path("contentBlockIndex").asInt();
    List<ObjectNode> chunks = new ArrayList<>();
    switch (event.type()) {
      case "messageStart" -> chunks.add(typed("message_start").set("message", message(reply, 1)));
      case "contentBlockStart" -> {
        ObjectNode use = toolUse(payload.at("/start/toolUse"));
        use.putObject("input");
        begin(index, use, chunks);
      }
      case "contentBlockDelta" -> addDelta(index, payload.path("delta"), chunks);
      case "contentBlockStop" -> chunks.add(typed("content_block_stop").put("index", index));
      case "messageStop" -> {
        ObjectNode stopped = typed("message_delta");
        stopped.putObject("delta").put("stop_reason", reply.stopReason()).putNull("stop_sequence");
        stopped.putObject("usage").put("output_tokens", usage.outputTokens());
        chunks.add(stopped);
      }
      default -> {
        ObjectNode last = typed("message_stop");
        TextBody.putMetrics(last, usage);
        chunks.add(last);
      }
    }
    return chunks;
  }

  private void addDelta(int index, JsonNode delta, List<ObjectNode> chunks) {
    JsonNode reasoning = delta.path("reasoningContent");
    if (delta.has("text")) {
      begin(index, typed("text").put("text", ""), chunks);
      add(index, typed("text_delta").put("text", delta.get("text").asText()), chunks);
    } else if (delta.has("toolUse")) {
      String json = delta.at("/toolUse/input").asText();
      add(index, typed("input_json_delta").put("partial_json", json), chunks);
    } else if (reasoning.has("redactedContent")) {
      String data = reasoning.get("redactedContent").asText();
      begin(index, typed("redacted_thinking").put("data", data), chunks);
    } else {
      begin(index, typed("thinking").put("thinking", "").put("signature", ""), chunks);
      boolean signed = reasoning.has("signature");
      String value = reasoning.path(signed ? "signature" : "text").asText();
      add(
          index,
          typed(signed ? "signature_delta" : "thinking_delta")
              .put(signed ? "signature" : "thinking", value),
          chunks);
    }
  }

  /** Converse begins blocks of text without a word, and this API does not. */
  private void begin(int index, ObjectNode block, List<ObjectNode> chunks) {
    if (begun < index) {
      begun = index;
      ObjectNode start = typed("content_block_start").put("index", index);
      chunks.add(start.set("content_block", block));
    }
  }

  private static void add(int index, ObjectNode delta, List<ObjectNode> chunks) {
    ObjectNode chunk = typed("content_block_delta").put("index", index);
    chunks.add(chunk.set("delta", delta));
  }

  private static ObjectNode typed(String type) {
    return JSON.objectNode().put("type", type);
  }
}
