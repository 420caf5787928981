package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a value that a JSON schema allows, out of what a prompt says where that is possible. */
final class SchemaInstance {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Below this, only what is required is filled in, so that recursive schemas end. */
  private static final int DEPTH_OF_OPTIONALS = 4;

  private static final int DEEPEST = 16;
  private static final int ITEMS = 2;

  private static final Set<String> PROSE =
      Set.of("answer", "summary", "description", "explanation", "details", "response", "text");

  private final JsonNode root;
  private final Hints hints;
  private final boolean optionals;
  private int numbersUsed;

  private SchemaInstance(JsonNode root, Hints hints, boolean optionals) {
    this.root = root;
    this.hints = hints;
    this.optionals = optionals;
  }

  /** A value with all properties that the schema names. */
  static JsonNode whole(JsonNode schema, Hints hints) {
    return new SchemaInstance(schema, hints, true).value("", schema, 0, 0);
  }

  /** The arguments of a tool: what is required, and of the rest what the prompt speaks of. */
  static JsonNode arguments(JsonNode schema, Hints hints) {
    return new SchemaInstance(schema, hints, false).value("", schema, 0, 0);
  }

  private JsonNode value(String name, JsonNode unresolved, int depth, int index) {
    JsonNode schema = resolved(unresolved);
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").size() > 0) {
      return ofEnum(schema.get("enum"));
    }
    return switch (typeOf(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(name, schema, depth);
      case "integer" -> number(name, schema, index, true);
      case "number" -> number(name, schema, index, false);
      case "boolean" -> JSON.booleanNode(true);
      case "null" -> JSON.nullNode();
      default -> JSON.textNode(text(name, schema, index));
    };
  }

  /** The schema behind references, with one of its alternatives and all of its parts taken in. */
  private JsonNode resolved(JsonNode schema) {
    JsonNode found = schema;
    Set<String> seen = new HashSet<>();
    while (found.has("$ref") && seen.add(found.get("$ref").asText())) {
      found = referenced(found.get("$ref").asText());
    }
    for (String alternatives : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (found.path(alternatives).size() > 0) {
        ObjectNode merged = found.deepCopy();
        merged.remove(alternatives);
        for (JsonNode alternative : found.get(alternatives)) {
          JsonNode part = resolved(alternative);
          boolean isNull = part.path("type").asText().equals("null");
          if (part instanceof ObjectNode object && !isNull) {
            merge(merged, object);
            if (!alternatives.equals("allOf")) {
              break;
            }
          }
        }
        found = merged;
      }
    }
    return found;
  }

  /** The schema that a reference within the document means: by its place, or by its anchor. */
  private JsonNode referenced(String reference) {
    if (!reference.startsWith("#")) {
      return MissingNode.getInstance();
    }
    String fragment = decoded(reference.substring(1));
    return fragment.isEmpty() || fragment.startsWith("/")
        ? root.at(fragment)
        : anchored(root, fragment);
  }

  private static String decoded(String fragment) {
    try {
      return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return fragment;
    }
  }

  private static JsonNode anchored(JsonNode schema, String anchor) {
    if (schema.path("$anchor").asText().equals(anchor)
        || schema.path("$dynamicAnchor").asText().equals(anchor)) {
      return schema;
    }
    for (JsonNode member : schema) {
      JsonNode found = anchored(member, anchor);
      if (!found.isMissingNode()) {
        return found;
      }
    }
    return MissingNode.getInstance();
  }

  private static void merge(ObjectNode into, ObjectNode part) {
    for (Map.Entry<String, JsonNode> member : part.properties()) {
      JsonNode present = into.path(member.getKey());
      if (present instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
        object.setAll(more);
      } else if (present instanceof ArrayNode array
          && member.getValue() instanceof ArrayNode more) {
        array.addAll(more);
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }

  private static String typeOf(JsonNode schema) {
    JsonNode type = schema.path("type");
    for (JsonNode one : type) {
      if (!one.asText().equals("null")) {
        return one.asText();
      }
    }
    if (type.isTextual()) {
      return type.asText();
    }
    return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
  }

  private JsonNode ofEnum(JsonNode values) {
    for (JsonNode value : values) {
      if (hints.names(value.asText())) {
        return value;
      }
    }
    return values.get(0);
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = JSON.objectNode();
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      boolean wanted =
          required.contains(name)
              || (optionals
                  ? depth < DEPTH_OF_OPTIONALS
                  : isSpokenOf(name, resolved(property.getValue())));
      if (wanted && depth < DEEPEST) {
        object.set(name, value(name, property.getValue(), depth + 1, 0));
      }
    }
    required.stream()
        .filter(name -> !object.has(name) && depth < DEEPEST)
        .sorted()
        .forEach(name -> object.set(name, value(name, additional(schema), depth + 1, 0)));
    return object;
  }

  private static JsonNode additional(JsonNode schema) {
    JsonNode additional = schema.path("additionalProperties");
    return additional.isObject() ? additional : MissingNode.getInstance();
  }

  private boolean isSpokenOf(String name, JsonNode schema) {
    for (JsonNode value : schema.path("enum")) {
      if (hints.names(value.asText())) {
        return true;
      }
    }
    return hints.names(name.replace('_', ' '));
  }

  private JsonNode array(String name, JsonNode schema, int depth) {
    Optional<JsonNode> fact = hints.fact(name);
    int least = schema.path("minItems").asInt(0);
    int most = schema.path("maxItems").asInt(Integer.MAX_VALUE);
    JsonNode items = schema.path("items");
    boolean texts = typeOf(resolved(items)).equals("string") && !resolved(items).has("enum");
    if (texts && fact.isPresent() && fact.get().isArray()) {
      return atMost(fact.get(), Math.max(least, Math.min(most, fact.get().size())));
    }
    ArrayNode array = JSON.arrayNode();
    int wanted = depth < DEPTH_OF_OPTIONALS ? Math.max(least, Math.min(most, ITEMS)) : least;
    for (int i = 0; i < wanted; i++) {
      JsonNode item = value(singular(name), items, depth + 1, i);
      boolean twice = schema.path("uniqueItems").asBoolean() && contains(array, item);
      array.add(twice ? another(items, array, item) : item);
    }
    return array;
  }

  /** A list of a known length; one that is too short is filled up with numbered entries. */
  private static JsonNode atMost(JsonNode facts, int length) {
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < length; i++) {
      array.add(i < facts.size() ? facts.get(i) : JSON.textNode("entry " + (i + 1)));
    }
    return array;
  }

  private JsonNode another(JsonNode items, ArrayNode array, JsonNode item) {
    for (JsonNode value : resolved(items).path("enum")) {
      if (!contains(array, value)) {
        return value;
      }
    }
    return item.isNumber()
        ? JSON.numberNode(item.decimalValue().add(BigDecimal.valueOf(array.size())))
        : JSON.textNode(item.asText() + " " + (array.size() + 1));
  }

  private static boolean contains(ArrayNode array, JsonNode item) {
    for (JsonNode present : array) {
      if (present.equals(item)) {
        return true;
      }
    }
    return false;
  }

  private static String singular(String name) {
    return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }

  private JsonNode number(String name, JsonNode schema, int index, boolean whole) {
    Optional<String> hint = hints.number(name, numbersUsed + index);
    numbersUsed += hint.isPresent() ? 1 : 0;
    BigDecimal value = new BigDecimal(hint.orElse("1"));
    BigDecimal step =
        schema.path("multipleOf").isNumber()
            ? schema.get("multipleOf").decimalValue()
            : BigDecimal.ONE;
    // In draft 4 the exclusive limits are said of the others.
    if (schema.has("minimum")) {
      BigDecimal least = schema.get("minimum").decimalValue();
      boolean exclusive = schema.path("exclusiveMinimum").booleanValue();
      value = value.max(exclusive ? least.add(step) : least);
    }
    if (schema.path("exclusiveMinimum").isNumber()) {
      value = value.max(schema.get("exclusiveMinimum").decimalValue().add(step));
    }
    if (schema.has("maximum")) {
      BigDecimal most = schema.get("maximum").decimalValue();
      boolean exclusive = schema.path("exclusiveMaximum").booleanValue();
      value = value.min(exclusive ? most.subtract(step) : most);
    }
    if (schema.path("exclusiveMaximum").isNumber()) {
      value = value.min(schema.get("exclusiveMaximum").decimalValue().subtract(step));
    }
    if (schema.has("multipleOf")) {
      value = value.divide(step, 0, RoundingMode.CEILING).multiply(step);
    }
    return whole
        ? JSON.numberNode(value.setScale(0, RoundingMode.HALF_UP).toBigInteger())
        : JSON.numberNode(value);
  }

  private String text(String name, JsonNode schema, int index) {
    String text =
        switch (schema.path("format").asText()) {
          case "date" -> hints.text("date").orElse("2026-01-15");
          case "date-time" -> hints.text("date").orElse("2026-01-15") + "T09:30:00Z";
          case "time" -> "09:30:00Z";
          case "duration" -> "PT1H";
          case "email" -> hints.text("email").orElse("someone@example.com");
          case "uri", "url" -> hints.text("url").orElse("https://example.com/");
          case "uuid" -> "123e4567-e89b-42d3-a456-426614174000";
          case "ipv4" -> "192.0.2.1";
          case "ipv6" -> "2001:db8::1";
          case "hostname" -> "example.com";
          default -> free(name, index);
        };
    int least = schema.path("minLength").asInt(0);
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    String padded = text.length() < least ? text + ".".repeat(least - text.length()) : text;
    return padded.length() > most ? padded.substring(0, most) : padded;
  }

  private Optional<String> prose() {
    return Knowledge.topic(hints.text()).map(Knowledge.Topic::text);
  }

  private String free(String name, int index) {
    if (index > 0 && index < hints.places().size()) {
      return hints.places().get(index);
    }
    if (index > 0 && index < hints.quoted().size()) {
      return hints.quoted().get(index);
    }
    return hints
        .text(name)
        .or(() -> PROSE.contains(name) ? prose() : Optional.empty())
        .map(text -> index == 0 ? text : text + " " + (index + 1))
        .orElse((name.isEmpty() ? "value" : name.replace('_', ' ')) + " " + (index + 1));
  }
}
