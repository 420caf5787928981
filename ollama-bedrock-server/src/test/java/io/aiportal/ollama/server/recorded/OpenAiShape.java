package io.aiportal.ollama.server.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.openai.OpenAiApi;
import io.aiportal.testkit.bedrock.reply.Recording;
import java.util.List;
import java.util.Optional;

/** The way from Converse back to OpenAI's API. */
final class OpenAiShape implements ClientShape {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<String> unspeakable() {
    return List.of("video", "guardContent", "searchResult", "s3Location", "citationsContent");
  }

  /** Its files come as bytes, and its tools give nothing but text. */
  @Override
  public Optional<String> obstacle(Recording recording) {
    for (JsonNode document : recording.request().findValues("document")) {
      if (!document.path("source").has("bytes")) {
        return Optional.of("has a document that is no file");
      }
    }
    for (JsonNode result : recording.request().findValues("toolResult")) {
      if (result.findValue("document") != null || result.findValue("image") != null) {
        return Optional.of("has a tool that gives more than text");
      }
    }
    return ClientShape.super.obstacle(recording);
  }

  @Override
  public ModelRequest read(byte[] body) {
    return OpenAiApi.modelRequest(OpenAiApi.readChatCompletion(body));
  }

  @Override
  public ObjectNode of(String model, JsonNode sent) {
    ObjectNode body = JSON.createObjectNode().put("model", model);
    ArrayNode messages = body.putArray("messages");
    for (JsonNode system : sent.path("system")) {
      if (system.has("text")) {
        messages.addObject().put("role", "system").set("content", system.path("text"));
      }
    }
    sent.path("messages").forEach(message -> add(message, messages));
    JsonNode inference = sent.path("inferenceConfig");
    ClientShape.put("max_completion_tokens", inference.path("maxTokens"), body);
    ClientShape.put("temperature", inference.path("temperature"), body);
    ClientShape.put("top_p", inference.path("topP"), body);
    ClientShape.put("stop", inference.path("stopSequences"), body);
    ClientShape.put(
        "reasoning_effort", sent.at("/additionalModelRequestFields/reasoning_effort"), body);
    tools(sent.path("toolConfig"), body);
    JsonNode schema = ClientShape.schema(sent);
    if (!schema.isMissingNode()) {
      ObjectNode format = body.putObject("response_format").put("type", "json_schema");
      format.putObject("json_schema").put("name", "answer").set("schema", schema);
    }
    return body;
  }

  private static void add(JsonNode message, ArrayNode messages) {
    String role = message.path("role").asText();
    ArrayNode parts = JSON.createArrayNode();
    for (JsonNode block : message.path("content")) {
      if (block.has("text")) {
        parts.addObject().put("type", "text").set("text", block.path("text"));
      } else if (block.has("image")) {
        String url = "data:image/" + block.at("/image/format").asText() + ";base64,";
        ObjectNode image = parts.addObject().put("type", "image_url").putObject("image_url");
        image.put("url", url + block.at("/image/source/bytes").asText());
      } else if (block.has("document")) {
        file(block.path("document"), parts.addObject().put("type", "file").putObject("file"));
      } else if (block.has("toolUse")) {
        say(role, parts, messages);
        parts = JSON.createArrayNode();
        call(block.path("toolUse"), messages.addObject().put("role", role));
      } else if (block.has("toolResult")) {
        JsonNode result = block.path("toolResult");
        ObjectNode answer = messages.addObject().put("role", "tool");
        answer.set("tool_call_id", result.path("toolUseId"));
        answer.put("content", Essence.text(result.path("content")));
      }
    }
    say(role, parts, messages);
  }

  private static void say(String role, ArrayNode parts, ArrayNode messages) {
    if (!parts.isEmpty()) {
      messages.addObject().put("role", role).set("content", parts);
    }
  }

  private static void file(JsonNode document, ObjectNode file) {
    String format = document.path("format").asText();
    file.put("filename", document.path("name").asText() + "." + format);
    file.put("file_data", document.at("/source/bytes").asText());
  }

  private static void call(JsonNode use, ObjectNode message) {
    ObjectNode call = message.putArray("tool_calls").addObject().put("type", "function");
    call.set("id", use.path("toolUseId"));
    ObjectNode function = call.putObject("function");
    function.set("name", use.path("name"));
    function.put("arguments", use.path("input").toString());
  }

  private static void tools(JsonNode config, ObjectNode body) {
    for (JsonNode tool : config.path("tools")) {
      JsonNode spec = tool.path("toolSpec");
      if (spec.isObject()) {
        ObjectNode described = body.withArray("tools").addObject().put("type", "function");
        ObjectNode function = described.putObject("function");
        function.set("name", spec.path("name"));
        ClientShape.put("description", spec.path("description"), function);
        ClientShape.put("strict", spec.path("strict"), function);
        function.set("parameters", spec.at("/inputSchema/json"));
      }
    }
    JsonNode choice = config.path("toolChoice");
    if (choice.has("tool")) {
      ObjectNode named = body.putObject("tool_choice").put("type", "function");
      named.putObject("function").set("name", choice.at("/tool/name"));
    } else if (choice.has("any")) {
      body.put("tool_choice", "required");
    } else if (choice.has("auto")) {
      body.put("tool_choice", "auto");
    }
  }
}
