package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes an answer that puts the results of tools into words. */
final class ToolResultAnswers {

  private static final JsonMapper MAPPER = new JsonMapper();

  private ToolResultAnswers() {}

  /** One sentence for each result in the last message. */
  static String of(UserPrompt prompt) {
    List<String> sentences = new ArrayList<>();
    for (JsonNode result : prompt.lastBlocks("toolResult")) {
      JsonNode call = ToolSelection.callOf(result, prompt.request());
      sentences.add(sentence(call, result));
    }
    return String.join("\n", sentences);
  }

  private static String sentence(JsonNode call, JsonNode result) {
    String name = call.path("name").asText("the tool");
    String about = values(call.path("input"));
    String subject = about.isEmpty() ? name : name + " for " + about;
    String content = content(result.path("content"));
    return result.path("status").asText().equals("error")
        ? "I could not get an answer from %s: %s".formatted(subject, ended(content))
        : "According to %s: %s".formatted(subject, ended(content));
  }

  private static String content(JsonNode parts) {
    List<String> texts = new ArrayList<>();
    for (JsonNode part : parts) {
      if (part.has("json")) {
        texts.add(values(part.get("json")));
      } else if (part.has("text")) {
        texts.add(values(parsed(part.get("text").asText())));
      } else {
        texts.add(Media.describe(part));
      }
    }
    return texts.isEmpty() ? "no output" : String.join(" ", texts);
  }

  /** The value that a text spells in JSON, or else the text. */
  private static JsonNode parsed(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return json.isContainerNode() ? json : MAPPER.getNodeFactory().textNode(text);
    } catch (JsonProcessingException e) {
      return MAPPER.getNodeFactory().textNode(text);
    }
  }

  private static String values(JsonNode json) {
    if (!json.isContainerNode()) {
      return json.asText().strip();
    }
    List<String> values = new ArrayList<>();
    if (json.isArray()) {
      json.forEach(item -> values.add(values(item)));
    } else {
      for (Map.Entry<String, JsonNode> member : json.properties()) {
        values.add(member.getKey().replace('_', ' ') + " " + values(member.getValue()));
      }
    }
    return String.join(", ", values);
  }

  private static String ended(String text) {
    return text.matches("(?s).*[.!?…)]") ? text : text + ".";
  }
}
