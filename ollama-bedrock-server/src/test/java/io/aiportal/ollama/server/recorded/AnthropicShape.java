package io.aiportal.ollama.server.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.testkit.bedrock.reply.Recording;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way from Converse back to Anthropic's API. */
final class AnthropicShape implements ClientShape {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int USUAL_MOST = 4_096;

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "pdf", "application/pdf", "txt", "text/plain", "md", "text/markdown", "csv", "text/csv");

  @Override
  public List<String> unspeakable() {
    return List.of("video", "guardContent", "searchResult", "s3Location");
  }

  /** Results are the user's to give. */
  @Override
  public Optional<String> obstacle(Recording recording) {
    for (JsonNode message : recording.request().path("messages")) {
      if (message.path("role").asText().equals("assistant")
          && message.findValue("toolResult") != null) {
        return Optional.of("has a result of the assistant's");
      }
    }
    return ClientShape.super.obstacle(recording);
  }

  @Override
  public ModelRequest read(byte[] body) {
    return AnthropicApi.modelRequest(AnthropicApi.readMessages(body));
  }

  @Override
  public ObjectNode of(String model, JsonNode sent) {
    ObjectNode body = JSON.createObjectNode().put("model", model);
    JsonNode inference = sent.path("inferenceConfig");
    body.put("max_tokens", inference.path("maxTokens").asInt(USUAL_MOST));
    ClientShape.put("temperature", inference.path("temperature"), body);
    ClientShape.put("top_p", inference.path("topP"), body);
    ClientShape.put("stop_sequences", inference.path("stopSequences"), body);
    if (sent.has("system")) {
      body.set("system", blocks(sent.path("system")));
    }
    ArrayNode messages = body.putArray("messages");
    for (JsonNode message : sent.path("messages")) {
      ObjectNode said = messages.addObject();
      said.set("role", message.path("role"));
      said.set("content", blocks(message.path("content")));
    }
    tools(sent.path("toolConfig"), body);
    own(sent.path("additionalModelRequestFields"), body);
    JsonNode schema = ClientShape.schema(sent);
    if (!schema.isMissingNode()) {
      ObjectNode format = body.withObject("/output_config").putObject("format");
      format.put("type", "json_schema").set("schema", schema);
    }
    return body;
  }

  private static void own(JsonNode fields, ObjectNode body) {
    for (String name : List.of("thinking", "reasoning_config")) {
      if (fields.path(name).isObject()) {
        body.set("thinking", fields.path(name));
      }
    }
    ClientShape.put("top_k", fields.path("top_k"), body);
    ClientShape.put("output_config", fields.path("output_config"), body);
  }

  private static void tools(JsonNode config, ObjectNode body) {
    for (JsonNode tool : config.path("tools")) {
      JsonNode spec = tool.path("toolSpec");
      if (spec.isObject()) {
        ObjectNode described = body.withArray("tools").addObject();
        described.set("name", spec.path("name"));
        ClientShape.put("description", spec.path("description"), described);
        ClientShape.put("strict", spec.path("strict"), described);
        described.set("input_schema", spec.at("/inputSchema/json"));
      }
    }
    JsonNode choice = config.path("toolChoice");
    if (choice.has("tool")) {
      ObjectNode named = body.putObject("tool_choice").put("type", "tool");
      named.set("name", choice.at("/tool/name"));
    } else if (choice.isObject() && !choice.isEmpty()) {
      body.putObject("tool_choice").put("type", choice.fieldNames().next());
    }
  }

  private static ArrayNode blocks(JsonNode content) {
    ArrayNode blocks = JSON.createArrayNode();
    content.forEach(block -> add(block, blocks));
    return blocks;
  }

  private static void add(JsonNode block, ArrayNode blocks) {
    if (block.has("text") || block.has("citationsContent") || block.has("json")) {
      ArrayNode one = JSON.createArrayNode().add(block);
      String text =
          block.has("citationsContent")
              ? Essence.text(block.at("/citationsContent/content"))
              : Essence.text(one);
      blocks.addObject().put("type", "text").put("text", text);
    } else if (block.has("image")) {
      String type = "image/" + block.at("/image/format").asText();
      file("image", type, block.path("image"), blocks.addObject());
    } else if (block.has("document")) {
      document(block.path("document"), blocks.addObject());
    } else if (block.has("cachePoint")) {
      ObjectNode before = (ObjectNode) blocks.get(blocks.size() - 1);
      before.putObject("cache_control").put("type", "ephemeral");
    } else if (block.has("reasoningContent")) {
      JsonNode thought = block.at("/reasoningContent/reasoningText");
      ObjectNode thinking = blocks.addObject().put("type", "thinking");
      thinking.put("thinking", thought.path("text").asText());
      thinking.put("signature", thought.path("signature").asText());
    } else if (block.has("toolUse")) {
      JsonNode use = block.path("toolUse");
      ObjectNode call = blocks.addObject().put("type", "tool_use");
      call.set("id", use.path("toolUseId"));
      call.set("name", use.path("name"));
      call.set("input", use.path("input"));
    } else if (block.has("toolResult")) {
      JsonNode answer = block.path("toolResult");
      ObjectNode result = blocks.addObject().put("type", "tool_result");
      result.set("tool_use_id", answer.path("toolUseId"));
      result.set("content", blocks(answer.path("content")));
      if (answer.has("status")) {
        result.put("is_error", answer.path("status").asText().equals("error"));
      }
    }
  }

  private static void document(JsonNode document, ObjectNode block) {
    block.set("title", document.path("name"));
    ClientShape.put("context", document.path("context"), block);
    ClientShape.put("citations", document.path("citations"), block);
    JsonNode source = document.path("source");
    if (source.has("bytes")) {
      String format = document.path("format").asText();
      file("document", MEDIA_TYPES.getOrDefault(format, format), document, block);
    } else {
      block.put("type", "document");
      ObjectNode own = block.putObject("source");
      if (source.has("text")) {
        own.put("type", "text").put("media_type", "text/plain").set("data", source.path("text"));
      } else {
        own.put("type", "content").set("content", blocks(source.path("content")));
      }
    }
  }

  private static void file(String kind, String mediaType, JsonNode media, ObjectNode block) {
    block.put("type", kind);
    ObjectNode source = block.putObject("source").put("type", "base64");
    source.put("media_type", mediaType).set("data", media.at("/source/bytes"));
  }
}
