package io.aiportal.ollama.repair;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Lesson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The refusals of Bedrock's that are known, from the resource {@code refusals.json}. */
final class Refusals {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Refusals KNOWN = read("refusals.json");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final List<Refusal> refusals;

  private Refusals(List<Refusal> refusals) {
    this.refusals = refusals;
  }

  /**
   * A way to obey a refusal.
   *
   * @param lesson what it tells of the model
   * @param remembered whether that holds for other calls as well
   */
  record Repair(Lesson lesson, boolean remembered) {}

  /**
   * A refusal.
   *
   * @param words what is found in its sentence
   * @param remembered whether it tells of the model more than of the call
   * @param repairs what it teaches, each with what it may name
   */
  private record Refusal(Pattern words, boolean remembered, List<JsonNode> repairs) {}

  /** Those that are known. */
  static Refusals known() {
    return KNOWN;
  }

  /** Everything that a sentence of Bedrock's may mean, the likeliest first; empty for nothing. */
  List<Repair> repairs(String sentence) {
    List<Repair> found = new ArrayList<>();
    for (Refusal refusal : refusals) {
      Matcher matcher = refusal.words.matcher(sentence);
      if (matcher.find()) {
        for (JsonNode repair : refusal.repairs) {
          found.add(new Repair(lesson(repair, number(matcher)), refusal.remembered));
        }
      }
    }
    return found;
  }

  /** The one number that the words name; 0 if they name none. */
  private static int number(Matcher matcher) {
    int number = 0;
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String text = matcher.group(group);
      if (text != null && NUMBER.matcher(text).matches()) {
        number = Integer.parseInt(text);
      }
    }
    return number;
  }

  private static Lesson lesson(JsonNode repair, int number) {
    int limit = Math.max(1, number);
    int below = Math.max(1, number - 1);
    ObjectNode traits = repair.withObject("/traits").deepCopy();
    for (JsonNode group : traits) {
      for (Map.Entry<String, JsonNode> trait : group.properties()) {
        if (trait.getValue().asText().equals("limit")) {
          ((ObjectNode) group).put(trait.getKey(), limit);
        } else if (trait.getValue().asText().equals("below")) {
          ((ObjectNode) group).put(trait.getKey(), below);
        }
      }
    }
    String says = repair.path("says").asText();
    return new Lesson(
        number == 0
            ? says
            : says.replace("limit", String.valueOf(limit)).replace("below", String.valueOf(below)),
        MAPPER.convertValue(traits, new TypeReference<Map<String, Object>>() {}),
        capabilities(repair.path("without")));
  }

  private static Set<Capability> capabilities(JsonNode names) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    names.forEach(
        name -> capabilities.add(Capability.valueOf(name.asText().toUpperCase(Locale.ROOT))));
    return capabilities;
  }

  private static Refusals read(String name) {
    try (InputStream resource = Refusals.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing from the library");
      }
      List<Refusal> refusals = new ArrayList<>();
      for (JsonNode refusal : MAPPER.readTree(resource).path("refusals")) {
        List<JsonNode> repairs = new ArrayList<>();
        refusal.path("repairs").forEach(repairs::add);
        refusals.add(
            new Refusal(
                Pattern.compile(refusal.path("words").asText()),
                refusal.path("remember").asBoolean(true),
                List.copyOf(repairs)));
      }
      return new Refusals(List.copyOf(refusals));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
