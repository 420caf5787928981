package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Converse request that is checked by the rules, with the parts that several of them read.
 *
 * @param family of the model that it goes to
 * @param call how the model is called
 * @param body of Converse or ConverseStream
 * @param refusals the words of a refusal
 */
record CheckedRequest(ModelFamily family, ModelCall call, JsonNode body, Refusals refusals) {

  /**
   * A refusal in the words that the family has for it.
   *
   * @param name as {@code refusals.json} has it
   * @param values names of placeholders and what stands for them, in turn
   */
  Violation refusal(String name, Object... values) {
    Map<String, Object> filled = new HashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      filled.put((String) values[i], values[i + 1]);
    }
    return refusals.violation(family.words().getOrDefault(name, name), filled);
  }

  /** The model's own id. */
  String modelId() {
    return ModelFamilies.baseId(call.modelId());
  }

  boolean streaming() {
    return call.streaming();
  }

  JsonNode messages() {
    return body.path("messages");
  }

  JsonNode lastMessage() {
    return messages().isEmpty() ? MissingNode.getInstance() : messages().get(messages().size() - 1);
  }

  JsonNode tools() {
    return body.path("toolConfig").path("tools");
  }

  JsonNode toolChoice() {
    return body.path("toolConfig").path("toolChoice");
  }

  JsonNode sampling(String member) {
    return body.path("inferenceConfig").path(member);
  }

  JsonNode additional() {
    return body.path("additionalModelRequestFields");
  }

  /** Claude's thinking, which Bedrock also takes by its own name for it. */
  JsonNode thinking() {
    JsonNode own = additional().path("reasoning_config");
    boolean named = own.isObject() && !family.thinking().types().isEmpty();
    return named && !additional().has("thinking") ? own : additional().path("thinking");
  }

  String thinkingType() {
    return thinking().path("type").asText();
  }

  /** Whether Claude thinks before it answers. */
  boolean thinks() {
    return switch (thinkingType()) {
      case "enabled", "adaptive" -> true;
      case "" -> family.thinking().byDefault();
      default -> false;
    };
  }

  boolean forcesTool() {
    return toolChoice().has("any") || toolChoice().has("tool");
  }

  /**
   * All content blocks of the messages, each with its place such as {@code messages.0.content.1}.
   */
  List<PlacedBlock> blocks() {
    List<PlacedBlock> blocks = new ArrayList<>();
    for (int m = 0; m < messages().size(); m++) {
      JsonNode message = messages().get(m);
      JsonNode content = message.path("content");
      for (int c = 0; c < content.size(); c++) {
        String role = message.path("role").asText();
        blocks.add(
            new PlacedBlock(m, c, "messages.%d.content.%d".formatted(m, c), role, content.get(c)));
      }
    }
    return blocks;
  }

  /**
   * A content block and where it stands.
   *
   * @param message the number of its message
   * @param index its number in the message
   * @param place both as error messages spell them
   * @param role who said it
   */
  record PlacedBlock(int message, int index, String place, String role, JsonNode block) {

    /** Its place as a JSON pointer. */
    String pointer() {
      return "/" + place.replace('.', '/');
    }

    /** Something within the block, at the same place. */
    PlacedBlock with(JsonNode part) {
      return new PlacedBlock(message, index, place, role, part);
    }
  }

  /** The kinds of blocks of a message; a document in PDF is a kind of its own. */
  static Set<String> kinds(JsonNode message) {
    Set<String> kinds = new HashSet<>();
    for (JsonNode block : message.path("content")) {
      boolean pdf = block.path("document").path("format").asText().equals("pdf");
      block.fieldNames().forEachRemaining(kind -> kinds.add(pdf ? "pdf" : kind));
    }
    return kinds;
  }

  /** The members of that name in the blocks of a message, such as all its tool uses. */
  static List<JsonNode> members(JsonNode message, String name) {
    List<JsonNode> members = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      if (block.has(name)) {
        members.add(block.get(name));
      }
    }
    return members;
  }
}
