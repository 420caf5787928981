package io.aiportal.ollama.server.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.ollama.OllamaApi;
import java.util.List;
import java.util.Map;

/** The way from Converse back to Ollama's API. */
final class OllamaShape implements ClientShape {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<String> unspeakable() {
    return List.of(
        "document", "video", "guardContent", "citationsContent", "searchResult", "s3Location");
  }

  @Override
  public ModelRequest read(byte[] body) {
    return OllamaApi.modelRequest(OllamaApi.readChat(body));
  }

  @Override
  public ObjectNode of(String model, JsonNode sent) {
    ObjectNode chat = JSON.createObjectNode().put("model", model);
    ArrayNode messages = chat.putArray("messages");
    for (JsonNode system : sent.path("system")) {
      messages.addObject().put("role", "system").put("content", system.path("text").asText());
    }
    sent.path("messages").forEach(message -> add(message, messages));
    for (JsonNode tool : sent.at("/toolConfig/tools")) {
      tool(tool.path("toolSpec"), chat.withArray("tools"));
    }
    options(sent.path("inferenceConfig"), chat);
    return chat;
  }

  private static void add(JsonNode message, ArrayNode messages) {
    String role = message.path("role").asText();
    for (JsonNode block : message.path("content")) {
      if (block.has("text")) {
        messages.addObject().put("role", role).put("content", block.path("text").asText());
      } else if (block.has("image")) {
        ObjectNode image = messages.addObject().put("role", role);
        image.putArray("images").add(block.at("/image/source/bytes").asText());
      } else if (block.has("toolUse")) {
        call(block.path("toolUse"), messages.addObject().put("role", role));
      } else if (block.has("toolResult")) {
        result(block.path("toolResult"), messages.addObject().put("role", "tool"));
      }
    }
  }

  private static void call(JsonNode use, ObjectNode message) {
    ObjectNode call = message.putArray("tool_calls").addObject();
    call.set("id", use.path("toolUseId"));
    ObjectNode function = call.putObject("function");
    function.set("name", use.path("name"));
    function.set("arguments", use.path("input"));
  }

  private static void result(JsonNode result, ObjectNode message) {
    message.set("tool_call_id", result.path("toolUseId"));
    message.put("content", Essence.text(result.path("content")));
    for (JsonNode block : result.path("content")) {
      if (block.has("image")) {
        message.withArray("images").add(block.at("/image/source/bytes").asText());
      }
    }
  }

  private static void tool(JsonNode spec, ArrayNode tools) {
    if (spec.isObject()) {
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.set("name", spec.path("name"));
      function.put("description", spec.path("description").asText());
      function.set("parameters", spec.at("/inputSchema/json"));
    }
  }

  private static void options(JsonNode inference, ObjectNode chat) {
    ObjectNode options = chat.putObject("options");
    inference.fields().forEachRemaining(setting -> option(setting, options));
  }

  private static void option(Map.Entry<String, JsonNode> setting, ObjectNode options) {
    switch (setting.getKey()) {
      case "maxTokens" -> options.set("num_predict", setting.getValue());
      case "topP" -> options.set("top_p", setting.getValue());
      case "stopSequences" -> options.set("stop", setting.getValue());
      default -> options.set(setting.getKey(), setting.getValue());
    }
  }
}
