package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the user of a Converse request asks, as far as a reply depends on it.
 *
 * @param text the texts of the last user message that has any
 * @param system the system prompt; where there is none, what the first message has before the
 *     user's own words, as models without system prompts are instructed there
 * @param earlierTexts the texts of the user messages before it, oldest first
 * @param lastMessage of any role; a missing node where there are no messages
 * @param request the whole request
 */
record UserPrompt(
    String text, String system, List<String> earlierTexts, JsonNode lastMessage, JsonNode request) {

  private static final int BRIEF = 80;

  /** What is read of a long text; its end, where the request mostly is. */
  private static final int GIST = 8_000;

  static UserPrompt of(JsonNode request) {
    List<String> texts = new ArrayList<>();
    JsonNode last = MissingNode.getInstance();
    for (JsonNode message : request.path("messages")) {
      last = message;
      String text = texts(message.path("content"));
      if (message.path("role").asText().equals("user") && !text.isBlank()) {
        texts.add(text);
      }
    }
    String text = texts.isEmpty() ? "" : texts.remove(texts.size() - 1);
    return new UserPrompt(text, system(request), List.copyOf(texts), last, request);
  }

  private static String system(JsonNode request) {
    String system = texts(request.path("system"));
    JsonNode first = request.at("/messages/0/content");
    return system.isEmpty() && first.size() > 1 ? first.at("/0/text").asText() : system;
  }

  /** As much of the text as is searched for what it asks. */
  String gist() {
    return text.length() <= GIST ? text : text.substring(text.length() - GIST);
  }

  /** The text in one line, cut to what fits between quotation marks. */
  String brief() {
    String line = gist().strip().replaceAll("\\s+", " ");
    return line.length() <= BRIEF ? line : Chunks.first(line, BRIEF - 1) + "…";
  }

  /** The blocks of one kind in the last message. */
  List<JsonNode> lastBlocks(String member) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode block : lastMessage.path("content")) {
      if (block.has(member)) {
        found.add(block.get(member));
      }
    }
    return found;
  }

  List<JsonNode> tools() {
    List<JsonNode> tools = new ArrayList<>();
    for (JsonNode tool : request.path("toolConfig").path("tools")) {
      if (tool.has("toolSpec")) {
        tools.add(tool.get("toolSpec"));
      }
    }
    return tools;
  }

  private static String texts(JsonNode blocks) {
    List<String> texts = new ArrayList<>();
    for (JsonNode block : blocks) {
      if (block.has("text")) {
        texts.add(block.get("text").asText());
      } else if (block.has("guardContent")) {
        texts.add(block.at("/guardContent/text/text").asText());
      }
    }
    return String.join("\n", texts);
  }
}
