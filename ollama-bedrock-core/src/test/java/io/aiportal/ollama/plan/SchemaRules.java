package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What models ask of the schema of a tool's arguments, checked on its JSON. */
final class SchemaRules {

  private static final Set<String> TYPES =
      Set.of("array", "boolean", "integer", "null", "number", "object", "string");
  private static final List<String> OF_SCHEMAS =
      List.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
  private static final List<String> SCHEMAS = List.of("allOf", "anyOf", "oneOf", "prefixItems");
  private static final List<String> SCHEMA =
      List.of(
          "items",
          "additionalItems",
          "unevaluatedItems",
          "contains",
          "additionalProperties",
          "unevaluatedProperties",
          "propertyNames",
          "not",
          "if",
          "then",
          "else",
          "contentSchema");
  private static final List<String> COUNTS =
      List.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");
  private static final List<String> NOT_ENFORCED =
      List.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "maxItems",
          "uniqueItems",
          "minProperties",
          "maxProperties",
          "allOf",
          "not",
          "if",
          "patternProperties");
  private static final List<String> TEXTS = List.of("title", "description", "pattern", "format");

  private final JsonNode root;
  private final boolean references;

  private SchemaRules(JsonNode root, boolean references) {
    this.root = root;
    this.references = references;
  }

  /** Asserts that models take a schema; {@code plain} if they take nothing but plain ones. */
  static void check(JsonNode root, boolean plain) {
    assertThat(root.path("type")).as("type of %s", root).isEqualTo(text("object"));
    assertThat(root.path("properties").isObject()).as("properties of %s", root).isTrue();
    Set<String> members = new HashSet<>();
    root.fieldNames().forEachRemaining(members::add);
    if (plain) {
      assertThat(members).isSubsetOf("type", "properties", "required");
    } else {
      assertThat(members).doesNotContain("allOf", "anyOf", "oneOf", "$ref");
    }
    assertThat(root.path("enum").isArray() ? root.path("enum") : List.<JsonNode>of())
        .as("enum of %s", root)
        .allMatch(JsonNode::isObject);
    assertThat(root.path("const").isMissingNode() || root.path("const").isObject()).isTrue();
    new SchemaRules(root, !plain).schema(root);
  }

  /** Asserts that Bedrock's structured output takes a schema. */
  static void checkEnforced(JsonNode root) {
    check(root, false);
    for (String keyword : NOT_ENFORCED) {
      assertThat(root.findParents(keyword)).as("%s in %s", keyword, root).isEmpty();
    }
    assertThat(root.findValues("minItems")).allMatch(least -> least.intValue() <= 1);
  }

  private static JsonNode text(String text) {
    return com.fasterxml.jackson.databind.node.TextNode.valueOf(text);
  }

  private void schema(JsonNode schema) {
    if (schema.isBoolean()) {
      return;
    }
    assertThat(schema.isObject()).as("a schema: %s", schema).isTrue();
    type(schema.path("type"));
    numbers(schema);
    for (String keyword : List.of("default", "const", "enum", "examples")) {
      assertThat(longNumbers(schema.path(keyword))).as("%s of %s", keyword, schema).isFalse();
    }
    names(schema);
    reference(schema.path("$ref"));
    assertThat(schema.path("items").isArray()).as("items of %s", schema).isFalse();
    for (String keyword : TEXTS) {
      assertThat(schema.has(keyword) && !schema.path(keyword).isTextual())
          .as("%s of %s", keyword, schema)
          .isFalse();
    }
    schema
        .path("properties")
        .fieldNames()
        .forEachRemaining(key -> assertThat(key).matches("[a-zA-Z0-9_.-]{1,64}"));
    for (String keyword : OF_SCHEMAS) {
      schema.path(keyword).forEach(this::schema);
    }
    for (String keyword : SCHEMAS) {
      if (schema.has(keyword)) {
        assertThat(schema.path(keyword).isArray() && !schema.path(keyword).isEmpty())
            .as("%s of %s", keyword, schema)
            .isTrue();
        schema.path(keyword).forEach(this::schema);
      }
    }
    for (String keyword : SCHEMA) {
      if (schema.has(keyword)) {
        schema(schema.path(keyword));
      }
    }
  }

  private static void type(JsonNode type) {
    if (type.isArray()) {
      Set<String> seen = new HashSet<>();
      assertThat(type).isNotEmpty();
      type.forEach(one -> assertThat(seen.add(one.textValue())).isTrue());
      assertThat(seen).isSubsetOf(TYPES);
    } else if (!type.isMissingNode()) {
      assertThat(TYPES).contains(type.textValue());
    }
  }

  private static boolean longNumbers(JsonNode value) {
    boolean longer = value.isIntegralNumber() && !value.canConvertToInt();
    for (JsonNode part : value) {
      longer |= longNumbers(part);
    }
    return longer;
  }

  private static void numbers(JsonNode schema) {
    for (Map.Entry<String, JsonNode> member : schema.properties()) {
      if (member.getKey().matches("(exclusiveM|m)(in|ax)imum")) {
        assertThat(member.getValue().isNumber()).as("a number: %s", member).isTrue();
        assertThat(member.getValue().doubleValue())
            .isBetween((double) Integer.MIN_VALUE, (double) Integer.MAX_VALUE);
      } else if (COUNTS.contains(member.getKey())) {
        assertThat(member.getValue().isInt()).as("a count: %s", member).isTrue();
      }
    }
  }

  private static void names(JsonNode schema) {
    if (schema.has("required")) {
      assertThat(schema.path("required").isArray()).as("required of %s", schema).isTrue();
      Set<String> seen = new HashSet<>();
      schema
          .path("required")
          .forEach(name -> assertThat(name.isTextual() && seen.add(name.textValue())).isTrue());
    }
  }

  private void reference(JsonNode reference) {
    if (!reference.isMissingNode()) {
      assertThat(references).as("%s may stand there", reference).isTrue();
      String pointer = reference.textValue();
      assertThat(pointer).startsWith("#");
      JsonNode target =
          pointer.equals("#") || !pointer.startsWith("#/")
              ? root
              : root.at(
                  java.net.URLDecoder.decode(
                      pointer.substring(1).replace("+", "%2B"),
                      java.nio.charset.StandardCharsets.UTF_8));
      assertThat(target.isObject() || target.isBoolean()).as("target of %s", pointer).isTrue();
    }
  }
}
