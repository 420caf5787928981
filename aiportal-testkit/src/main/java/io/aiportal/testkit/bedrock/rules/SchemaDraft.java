package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** What a JSON schema must be like to be one of draft 2020-12, so far as tools break it. */
final class SchemaDraft {

  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "number", "integer", "boolean", "null");
  private static final Set<String> NUMBERS =
      Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
  private static final Set<String> COUNTS =
      Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");
  private static final Set<String> SCHEMAS =
      Set.of("items", "additionalProperties", "not", "if", "then", "else", "contains");
  private static final Set<String> LISTS = Set.of("anyOf", "oneOf", "allOf", "prefixItems");
  private static final Set<String> MAPS =
      Set.of("properties", "patternProperties", "$defs", "definitions");

  private final JsonNode root;

  private SchemaDraft(JsonNode root) {
    this.root = root;
  }

  static boolean isValid(JsonNode schema) {
    return new SchemaDraft(schema).isSchema(schema);
  }

  private boolean isSchema(JsonNode schema) {
    if (!schema.isObject()) {
      return schema.isBoolean();
    }
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      if (!isValid(keyword.getKey(), keyword.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean isValid(String keyword, JsonNode value) {
    if (NUMBERS.contains(keyword)) {
      return value.isNumber();
    } else if (COUNTS.contains(keyword)) {
      return isWhole(value);
    } else if (SCHEMAS.contains(keyword)) {
      return isSchema(value);
    } else if (LISTS.contains(keyword)) {
      return value.isArray() && !value.isEmpty() && allSchemas(value);
    } else if (MAPS.contains(keyword)) {
      return value.isObject() && allSchemas(value);
    }
    return switch (keyword) {
      case "type" -> value.isArray() ? allTypes(value) : TYPES.contains(value.asText());
      case "required" -> allTexts(value);
      case "enum" -> value.isArray();
      case "description", "title", "pattern", "format" -> value.isTextual();
      case "$ref" -> value.isTextual() && isFound(value.asText());
      default -> true;
    };
  }

  /** A number without a fraction is an integer, however it is written. */
  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private boolean allSchemas(JsonNode schemas) {
    for (JsonNode schema : schemas) {
      if (!isSchema(schema)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allTypes(JsonNode types) {
    for (JsonNode type : types) {
      if (!TYPES.contains(type.asText())) {
        return false;
      }
    }
    return !types.isEmpty();
  }

  private static boolean allTexts(JsonNode texts) {
    for (JsonNode text : texts) {
      if (!text.isTextual()) {
        return false;
      }
    }
    return texts.isArray();
  }

  private boolean isFound(String reference) {
    return reference.equals("#")
        || (reference.startsWith("#/") && !root.at(reference.substring(1)).isMissingNode());
  }
}
