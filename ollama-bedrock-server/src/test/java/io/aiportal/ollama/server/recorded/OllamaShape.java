package io.aiportal.ollama.server.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The way from Converse back to Ollama, for tests alone. */
final class OllamaShape {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FILLERS = Set.of("(no output)", "(The images follow.)");

  private OllamaShape() {}

  /** Why no client of Ollama could have sent this; empty if one could. */
  static Optional<String> obstacle(Recording recording) {
    JsonNode request = recording.request();
    if (recording.status() != 200) {
      return Optional.of("was refused with " + recording.status());
    }
    if (!request.path("messages").isArray()) {
      return Optional.of("has no messages");
    }
    for (String member :
        List.of("document", "video", "guardContent", "citationsContent", "searchResult")) {
      if (request.findValue(member) != null) {
        return Optional.of("has " + member);
      }
    }
    return Optional.empty();
  }

  static ObjectNode of(JsonNode sent) {
    ObjectNode chat = JSON.createObjectNode().put("model", "recorded");
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
    message.put("content", text(result.path("content")));
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

  /** A line for each thing that is said, by whom and about which call. */
  static List<String> essence(JsonNode messages) {
    List<String> lines = new ArrayList<>();
    for (JsonNode message : messages) {
      String role = message.path("role").asText();
      for (JsonNode block : message.path("content")) {
        if (block.has("text") && !block.path("text").asText().isBlank()) {
          lines.add(role + " says " + block.path("text").asText());
        } else if (block.has("image")) {
          lines.add(role + " shows " + block.at("/image/source/bytes").asText());
        } else if (block.has("toolUse")) {
          JsonNode use = block.path("toolUse");
          lines.add("call " + use.path("toolUseId") + use.path("name") + use.path("input"));
        } else if (block.has("toolResult")) {
          JsonNode result = block.path("toolResult");
          lines.add("result " + result.path("toolUseId") + text(result.path("content")));
        }
      }
    }
    return lines;
  }

  private static String text(JsonNode content) {
    List<String> parts = new ArrayList<>();
    for (JsonNode block : content) {
      if (block.has("text") && !FILLERS.contains(block.path("text").asText())) {
        parts.add(block.path("text").asText());
      } else if (block.has("json")) {
        parts.add(block.path("json").toString());
      }
    }
    return String.join("\n", parts);
  }
}
