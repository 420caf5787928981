package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an answer in JSON, where the request has a schema or its words ask for JSON. */
final class StructuredOutput {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern ASKS_FOR_JSON =
      Pattern.compile(
          "(?i)\\b(?:respond|reply|answer|return|output|produce)\\b[^.?\\n]{0,80}\\bJSON\\b"
              + "(?![^.\\n]*\\?)|\\bJSON only\\b|\\bonly (?:valid |a )?JSON\\b");
  private static final Pattern KEYS =
      Pattern.compile("(?:['`\"]\\w+['`\"](?:, and |, | and )?)++(?= (?:keys|fields)\\b)");
  private static final Pattern QUOTED = Pattern.compile("['`\"](\\w+)['`\"]");
  private static final String TASK = "### Task:";
  private static final Pattern HISTORY_LINE = Pattern.compile("(?m)^\\s*USER:\\s*(.+)$");
  private static final int WORDS_OF_TITLE = 5;

  private StructuredOutput() {}

  /** The answer in JSON; empty when nothing asks for it. */
  static Optional<String> to(String modelId, UserPrompt prompt) {
    JsonNode format = prompt.request().at("/outputConfig/textFormat/structure/jsonSchema/schema");
    if (!format.isMissingNode()) {
      return parsed(format.asText()).map(schema -> instance(schema, prompt));
    }
    if (prompt.text().stripLeading().startsWith(TASK)) {
      return task(prompt.text());
    }
    String instructions = prompt.system() + "\n" + prompt.text();
    if (!ASKS_FOR_JSON.matcher(instructions).find()) {
      return Optional.empty();
    }
    Optional<JsonNode> schema = schemaIn(instructions);
    return Optional.of(
        schema
            .map(found -> instance(found, prompt))
            .orElseGet(() -> withKeys(instructions, TextAnswers.to(modelId, prompt))));
  }

  /** An object with the keys that are asked for by name, or else one with an answer. */
  private static String withKeys(String instructions, String answer) {
    ObjectNode object = MAPPER.createObjectNode();
    Matcher keys = KEYS.matcher(instructions);
    if (keys.find()) {
      QUOTED.matcher(keys.group()).results().forEach(key -> object.put(key.group(1), answer));
      return object.toString();
    }
    return object("answer", answer);
  }

  private static String instance(JsonNode schema, UserPrompt prompt) {
    return SchemaInstance.whole(schema, Hints.of(prompt.gist())).toString();
  }

  /** The prompts by which Open WebUI asks for titles and the like after an answer. */
  private static Optional<String> task(String prompt) {
    Matcher line = HISTORY_LINE.matcher(prompt);
    String userLine = line.find() ? line.group(1).strip() : "";
    Optional<String> topic = Knowledge.topic(userLine).map(Knowledge.Topic::name);
    if (prompt.contains("\"follow_ups\"")) {
      String about = topic.orElse("this");
      return Optional.of(
          array(
              "follow_ups",
              "Can you explain %s in more detail?".formatted(about),
              "What does an example of %s look like?".formatted(about),
              "What should I watch out for with %s?".formatted(about)));
    } else if (prompt.contains("\"tags\"")) {
      return Optional.of(array("tags", "General", capitalised(topic.orElse("Conversation"))));
    } else if (prompt.contains("\"queries\"")) {
      return Optional.of(userLine.isEmpty() ? array("queries") : array("queries", userLine));
    } else if (prompt.contains("\"title\"")) {
      return Optional.of(object("title", title(userLine, topic)));
    } else if (prompt.contains("\"text\"")) {
      return Optional.of(object("text", ""));
    }
    return Optional.empty();
  }

  private static String title(String userLine, Optional<String> topic) {
    if (topic.isPresent() || userLine.isEmpty()) {
      return capitalised(topic.orElse("New conversation"));
    }
    List<String> words = new ArrayList<>(List.of(userLine.split("\\s+", WORDS_OF_TITLE + 1)));
    if (words.size() > WORDS_OF_TITLE) {
      words.remove(WORDS_OF_TITLE);
    }
    return capitalised(String.join(" ", words).replaceFirst("[\\p{Punct}]+$", ""));
  }

  private static String capitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String object(String name, String value) {
    return MAPPER.createObjectNode().put(name, value).toString();
  }

  private static String array(String name, String... values) {
    ObjectNode object = MAPPER.createObjectNode();
    ArrayNode array = object.putArray(name);
    List.of(values).forEach(array::add);
    return object.toString();
  }

  /** The first JSON object in a text that looks like a schema. */
  private static Optional<JsonNode> schemaIn(String text) {
    for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      Optional<JsonNode> json = parsed(text.substring(at));
      if (json.isPresent() && (json.get().has("properties") || json.get().has("type"))) {
        return json;
      }
    }
    return Optional.empty();
  }

  /** The JSON value that a text starts with. */
  private static Optional<JsonNode> parsed(String text) {
    try {
      return Optional.ofNullable(MAPPER.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
