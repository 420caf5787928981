package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Converse request asks, as far as a reply depends on it.
 *
 * @param text the texts of the last user message that has any
 * @param system the system prompt
 * @param said all that the user said before, oldest first
 * @param last the last message
 * @param request the whole request
 */
record Question(String text, String system, List<String> said, JsonNode last, JsonNode request) {

  private static final int BRIEF = 80;

  /** What is read of a long text; its end, where the question mostly is. */
  private static final int GIST = 8_000;

  static Question of(JsonNode request) {
    List<String> said = new ArrayList<>();
    JsonNode last = MissingNode.getInstance();
    for (JsonNode message : request.path("messages")) {
      last = message;
      String text = texts(message.path("content"));
      if (message.path("role").asText().equals("user") && !text.isBlank()) {
        said.add(text);
      }
    }
    String text = said.isEmpty() ? "" : said.remove(said.size() - 1);
    return new Question(text, texts(request.path("system")), List.copyOf(said), last, request);
  }

  /** As much of the text as is searched for what it asks. */
  String gist() {
    return text.length() <= GIST ? text : text.substring(text.length() - GIST);
  }

  /** The question in one line, cut to what fits between quotation marks. */
  String brief() {
    String line = gist().strip().replaceAll("\\s+", " ");
    return line.length() <= BRIEF ? line : Chunks.first(line, BRIEF - 1) + "…";
  }

  /** The blocks of one kind in the last message. */
  List<JsonNode> lastBlocks(String member) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode block : last.path("content")) {
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
