package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a body of InvokeModel against a JSON Schema, and says what is wrong in the words of the
 * validator that Bedrock uses. Objects take no members but those of their schema, and an empty
 * schema takes anything. {@code oneOf} names members of which an object needs one.
 */
public final class BodySchema {

  private final List<String> violations = new ArrayList<>();

  private BodySchema() {}

  /** What is wrong with a body; empty if nothing is. */
  public static Optional<String> violation(JsonNode body, JsonNode schema) {
    BodySchema check = new BodySchema();
    check.value("#", body, schema);
    return switch (check.violations.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(check.violations.get(0));
      default -> Optional.of(check.violations.size() + " schema violations found");
    };
  }

  private void value(String path, JsonNode value, JsonNode schema) {
    if (schema.isEmpty()) {
      return;
    }
    String type = schema.get("type").asText();
    if (!isOf(type, value)) {
      violations.add(path + ": expected type: " + capitalized(type) + ", found: " + nameOf(value));
      return;
    }
    switch (type) {
      case "object" -> object(path, value, schema);
      case "array" -> array(path, value, schema);
      case "string" -> string(path, value, schema);
      case "integer", "number" -> number(path, value, schema);
      default -> {}
    }
    if (schema.has("enum") && !isAmong(value, schema.get("enum"))) {
      violations.add(path + ": " + value.asText() + " is not a valid enum value");
    }
  }

  private void object(String path, JsonNode object, JsonNode schema) {
    for (JsonNode name : schema.path("required")) {
      if (!object.has(name.asText())) {
        violations.add(path + ": required key [" + name.asText() + "] not found");
      }
    }
    List<String> oneOf = names(schema.path("oneOf"));
    if (!oneOf.isEmpty() && oneOf.stream().noneMatch(object::has)) {
      violations.add(path + ": required key [" + oneOf.get(oneOf.size() - 1) + "] not found");
      return;
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode expected = schema.get("properties").get(member.getKey());
      if (expected == null) {
        violations.add(path + ": extraneous key [" + member.getKey() + "] is not permitted");
      } else {
        value(path + "/" + member.getKey(), member.getValue(), expected);
      }
    }
  }

  private void array(String path, JsonNode array, JsonNode schema) {
    int size = array.size();
    if (schema.has("minItems") && size < schema.get("minItems").asInt()) {
      violations.add(
          path + ": expected minimum item count: " + schema.get("minItems") + ", found: " + size);
    }
    if (schema.has("maxItems") && size > schema.get("maxItems").asInt()) {
      violations.add(
          path + ": expected maximum item count: " + schema.get("maxItems") + ", found: " + size);
    }
    for (int i = 0; i < size; i++) {
      value(path + "/" + i, array.get(i), schema.get("items"));
    }
  }

  private void number(String path, JsonNode number, JsonNode schema) {
    BigDecimal value = number.decimalValue();
    if (schema.has("minimum") && value.compareTo(schema.get("minimum").decimalValue()) < 0) {
      violations.add(
          path + ": " + number.asText() + " is not greater or equal to " + schema.get("minimum"));
    }
    if (schema.has("maximum") && value.compareTo(schema.get("maximum").decimalValue()) > 0) {
      violations.add(
          path + ": " + number.asText() + " is not less or equal to " + schema.get("maximum"));
    }
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }

  private void string(String path, JsonNode string, JsonNode schema) {
    int length = string.asText().codePointCount(0, string.asText().length());
    if (schema.has("minLength") && length < schema.get("minLength").asInt()) {
      violations.add(
          path + ": expected minLength: " + schema.get("minLength") + ", actual: " + length);
    }
    if (schema.has("maxLength") && length > schema.get("maxLength").asInt()) {
      violations.add(
          path + ": expected maxLength: " + schema.get("maxLength") + ", actual: " + length);
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> throw new IllegalArgumentException("the check knows no type " + type);
    };
  }

  private static boolean isAmong(JsonNode value, JsonNode allowed) {
    for (JsonNode one : allowed) {
      if (one.asText().equals(value.asText())) {
        return true;
      }
    }
    return false;
  }

  /** As the validator calls types of Java. */
  private static String nameOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "JSONObject";
      case ARRAY -> "JSONArray";
      case NULL -> "Null";
      case NUMBER -> value.isIntegralNumber() ? "Integer" : "BigDecimal";
      default -> capitalized(value.getNodeType().name().toLowerCase(Locale.ROOT));
    };
  }

  private static String capitalized(String type) {
    return switch (type) {
      case "object" -> "JSONObject";
      case "array" -> "JSONArray";
      default -> type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    };
  }
}
