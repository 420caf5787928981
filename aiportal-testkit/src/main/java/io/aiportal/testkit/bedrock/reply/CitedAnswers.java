package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Answers that cite the documents and search results of the last message, the start of each. */
final class CitedAnswers {

  private static final Set<String> TEXT_FORMATS = Set.of("txt", "md", "csv", "html");
  private static final int LONGEST = 200;

  private CitedAnswers() {}

  /** The answer to a prompt; empty where nothing is to be cited, or JSON is wanted. */
  static List<Block> to(UserPrompt prompt) {
    if (prompt.request().path("outputConfig").has("textFormat")) {
      return List.of();
    }
    List<JsonNode> documents = documents(prompt.request());
    int last = prompt.lastBlocks("document").size();
    List<Block> answer = new ArrayList<>();
    for (int index = documents.size() - last; index < documents.size(); index++) {
      JsonNode document = documents.get(index);
      if (document.path("citations").path("enabled").asBoolean()) {
        String name = document.path("name").asText();
        answer.add(new Block.Text((answer.isEmpty() ? "" : "\n") + name + " says: "));
        answer.add(cited(document, index));
      }
    }
    List<JsonNode> found = found(prompt.request().path("messages"));
    int lastFound = found(List.of(prompt.lastMessage())).size();
    for (int index = found.size() - lastFound; index < found.size(); index++) {
      if (found.get(index).path("citations").path("enabled").asBoolean()) {
        String title = found.get(index).path("title").asText();
        answer.add(new Block.Text((answer.isEmpty() ? "" : "\n") + title + " says: "));
        answer.add(citedOfSearch(found.get(index), index));
      }
    }
    return answer;
  }

  /** What searches found, in tool results too. */
  private static List<JsonNode> found(Iterable<JsonNode> messages) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode message : messages) {
      for (JsonNode block : message.path("content")) {
        addFound(block, found);
        block.path("toolResult").path("content").forEach(part -> addFound(part, found));
      }
    }
    return found;
  }

  private static void addFound(JsonNode block, List<JsonNode> found) {
    if (block.has("searchResult")) {
      found.add(block.get("searchResult"));
    }
  }

  private static Block citedOfSearch(JsonNode found, int index) {
    String part = found.at("/content/0/text").asText();
    ObjectNode citation = JsonNodeFactory.instance.objectNode();
    citation.put("title", found.path("title").asText());
    citation.put("source", found.path("source").asText());
    citation.putArray("sourceContent").addObject().put("text", part);
    citation
        .putObject("location")
        .putObject("searchResultLocation")
        .put("searchResultIndex", index)
        .put("start", 0)
        .put("end", 1);
    return new Block.CitedText(part, List.of(citation));
  }

  private static List<JsonNode> documents(JsonNode request) {
    List<JsonNode> documents = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      for (JsonNode block : message.path("content")) {
        if (block.has("document")) {
          documents.add(block.get("document"));
        }
      }
    }
    return documents;
  }

  private static Block cited(JsonNode document, int index) {
    JsonNode source = document.path("source");
    if (source.has("content")) {
      String part = source.at("/content/0/text").asText();
      return cited(part, part, document, place("documentChunk", index, 0, 1));
    }
    if (TEXT_FORMATS.contains(document.path("format").asText())) {
      String sentence = firstSentence(text(source));
      return cited(
          sentence, sentence, document, place("documentChar", index, 0, sentence.length()));
    }
    return cited("what its first page shows", "", document, place("documentPage", index, 1, 2));
  }

  private static String text(JsonNode source) {
    return source.has("text")
        ? source.get("text").asText()
        : new String(
            Base64.getMimeDecoder().decode(source.path("bytes").asText()), StandardCharsets.UTF_8);
  }

  private static String firstSentence(String text) {
    int end = text.indexOf('.') + 1;
    return Chunks.first(end == 0 ? text : text.substring(0, end), LONGEST);
  }

  private static Block cited(String text, String quoted, JsonNode document, ObjectNode location) {
    ObjectNode citation = JsonNodeFactory.instance.objectNode();
    citation.put("title", document.path("name").asText());
    citation.putArray("sourceContent").addObject().put("text", quoted);
    citation.set("location", location);
    return new Block.CitedText(text, List.of(citation));
  }

  private static ObjectNode place(String kind, int index, int start, int end) {
    ObjectNode location = JsonNodeFactory.instance.objectNode();
    location.putObject(kind).put("documentIndex", index).put("start", start).put("end", end);
    return location;
  }
}
