package io.aiportal.ollama.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** The text of an answer of any API, without its thinking, whole or put together. */
final class AnswerText {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private AnswerText() {}

  static String of(String path, String body) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : body.split("\n")) {
      String data = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
      if (data.startsWith("{")) {
        text.append(piece(path, MAPPER.readTree(data)));
      }
    }
    return text.toString();
  }

  private static String piece(String path, JsonNode json) {
    return switch (path) {
      case "/api/chat" -> json.at("/message/content").asText();
      case "/api/generate" -> json.at("/response").asText();
      case "/v1/messages" -> json.at("/delta/text").asText() + texts(json.path("content"));
      default ->
          json.at("/choices/0/delta/content").asText("")
              + json.at("/choices/0/message/content").asText("");
    };
  }

  private static String texts(JsonNode blocks) {
    StringBuilder text = new StringBuilder();
    blocks.forEach(block -> text.append(block.path("text").asText()));
    return text.toString();
  }
}
