package io.aiportal.testkit.bedrock.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One shape of the service model: what a value must be.
 *
 * @param members names of members to names of their shapes; empty for all but structures
 * @param element the shape of a list's members or a map's values; null for all others
 * @param key the shape of a map's keys; null for all others
 */
record Shape(
    String name,
    Type type,
    List<String> required,
    Map<String, String> members,
    boolean union,
    @Nullable String element,
    @Nullable String key,
    @Nullable BigDecimal min,
    @Nullable BigDecimal max,
    @Nullable Pattern pattern,
    List<String> values,
    boolean sensitive) {

  /** The kinds of shapes; a document is any JSON. */
  enum Type {
    STRUCTURE,
    DOCUMENT,
    LIST,
    MAP,
    STRING,
    BLOB,
    INTEGER,
    FLOAT,
    BOOLEAN;

    static Type of(JsonNode facts) {
      return facts.path("document").asBoolean()
          ? DOCUMENT
          : valueOf(facts.get("type").asText().toUpperCase(Locale.ROOT));
    }

    boolean isScalar() {
      return switch (this) {
        case STRING, BLOB, INTEGER, FLOAT, BOOLEAN -> true;
        case STRUCTURE, DOCUMENT, LIST, MAP -> false;
      };
    }
  }

  static Shape of(String name, JsonNode facts) {
    return new Shape(
        name,
        Type.of(facts),
        texts(facts.path("required")),
        members(facts.path("members")),
        facts.path("union").asBoolean(),
        facts.has("value") ? facts.get("value").asText() : facts.path("member").asText(null),
        facts.path("key").asText(null),
        facts.has("min") ? facts.get("min").decimalValue() : null,
        facts.has("max") ? facts.get("max").decimalValue() : null,
        facts.has("pattern") ? Pattern.compile(facts.get("pattern").asText()) : null,
        texts(facts.path("enum")),
        facts.path("sensitive").asBoolean());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  private static Map<String, String> members(JsonNode object) {
    Map<String, String> members = new LinkedHashMap<>();
    object.properties().forEach(m -> members.put(m.getKey(), m.getValue().asText()));
    return members;
  }
}
