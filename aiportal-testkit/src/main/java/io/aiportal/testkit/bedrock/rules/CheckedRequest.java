package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A Converse request that is checked by the rules, with the parts that several of them read.
 *
 * @param family of the model that it goes to
 * @param body of Converse or ConverseStream
 * @param streaming whether it is ConverseStream
 */
record CheckedRequest(ModelFamily family, JsonNode body, boolean streaming) {

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

  JsonNode thinking() {
    return additional().path("thinking");
  }

  boolean thinks() {
    String type = thinking().path("type").asText();
    return type.equals("enabled") || type.equals("adaptive");
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

    /** Something within the block, at the same place. */
    PlacedBlock with(JsonNode part) {
      return new PlacedBlock(message, index, place, role, part);
    }
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
