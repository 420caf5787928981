package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schemas of the inputs of tools. */
final class SchemaRules {

  static final List<Rule> ALL =
      List.of(
          SchemaRules::notAnObject,
          SchemaRules::notOfTypeObject,
          SchemaRules::rootKeys,
          SchemaRules::references,
          SchemaRules::rootCombinators,
          SchemaRules::largeIntegers,
          SchemaRules::propertyKeys,
          SchemaRules::draft,
          SchemaRules::unions);

  private static final int MOST_UNIONS = 16;
  private static final List<String> COMBINATORS = List.of("anyOf", "oneOf", "allOf");

  private SchemaRules() {}

  private static @Nullable Violation notAnObject(CheckedRequest request) {
    return first(
        request,
        (tool, schema) ->
            schema.isObject()
                ? null
                : request.refusal(
                    "notAnObject",
                    "place",
                    "toolConfig.tools." + tool + ".toolSpec.inputSchema.json"));
  }

  private static @Nullable Violation notOfTypeObject(CheckedRequest request) {
    return first(
        request,
        (tool, schema) ->
            schema.path("type").asText().equals("object")
                ? null
                : request.refusal("schemaType", "tool", tool));
  }

  private static @Nullable Violation rootKeys(CheckedRequest request) {
    List<String> allowed = request.family().schemas().rootKeys();
    return first(
        request,
        (tool, schema) -> {
          for (String name : (Iterable<String>) schema::fieldNames) {
            if (allowed != null && !allowed.contains(name)) {
              return request.refusal("rootKey", "tool", tool, "name", name);
            }
          }
          return null;
        });
  }

  private static @Nullable Violation references(CheckedRequest request) {
    return first(
        request,
        (tool, schema) ->
            request.family().schemas().references() || schema.findValues("$ref").isEmpty()
                ? null
                : request.refusal("reference", "tool", tool));
  }

  private static @Nullable Violation rootCombinators(CheckedRequest request) {
    return first(
        request,
        (tool, schema) ->
            request.family().schemas().rootCombinators()
                    || COMBINATORS.stream().noneMatch(schema::has)
                ? null
                : request.refusal("rootCombinators", "tool", tool));
  }

  private static @Nullable Violation largeIntegers(CheckedRequest request) {
    return first(
        request,
        (tool, schema) ->
            request.family().schemas().largeIntegers() || !hasLargeInteger(schema)
                ? null
                : request.refusal("largeIntegers", "tool", tool));
  }

  private static @Nullable Violation propertyKeys(CheckedRequest request) {
    String pattern = request.family().schemas().propertyKeys();
    return first(
        request,
        (tool, schema) -> {
          for (JsonNode properties : allProperties(schema)) {
            for (String name : (Iterable<String>) properties::fieldNames) {
              if (pattern != null && !name.matches(pattern)) {
                return request.refusal("propertyKeys", "tool", tool, "pattern", pattern);
              }
            }
          }
          return null;
        });
  }

  private static @Nullable Violation draft(CheckedRequest request) {
    return first(
        request,
        (tool, schema) ->
            !request.family().schemas().draft() || SchemaDraft.isValid(schema)
                ? null
                : request.refusal("draft", "tool", tool));
  }

  /**
   * Strict schemas are compiled, that of the answer with those of tools, and every union doubles
   * what there is to compile.
   */
  private static @Nullable Violation unions(CheckedRequest request) {
    int unions =
        request.family().output().closedSchemas() ? unions(OutputRules.schema(request)) : 0;
    for (JsonNode tool : request.tools()) {
      unions += ToolRules.isStrict(tool) ? unions(schema(tool)) : 0;
    }
    return unions <= MOST_UNIONS
        ? null
        : request.refusal("unions", "count", unions, "limit", MOST_UNIONS);
  }

  private static int unions(JsonNode schema) {
    int unions = 0;
    for (JsonNode properties : allProperties(schema)) {
      for (JsonNode property : properties) {
        unions += property.has("anyOf") || property.path("type").isArray() ? 1 : 0;
      }
    }
    return unions;
  }

  /** The properties of a schema and of all schemas in it. */
  private static List<JsonNode> allProperties(JsonNode schema) {
    List<JsonNode> all = new ArrayList<>();
    if (schema.path("properties").isObject()) {
      all.add(schema.get("properties"));
    }
    schema.forEach(part -> all.addAll(allProperties(part)));
    return all;
  }

  private static boolean hasLargeInteger(JsonNode node) {
    if (node.isContainerNode()) {
      for (JsonNode child : node) {
        if (hasLargeInteger(child)) {
          return true;
        }
      }
    }
    return node.isIntegralNumber() && !node.canConvertToInt();
  }

  private static @Nullable Violation first(CheckedRequest request, OfSchema rule) {
    for (int i = 0; i < request.tools().size(); i++) {
      if (request.tools().get(i).has("toolSpec")) {
        Violation violation = rule.check(i, schema(request.tools().get(i)));
        if (violation != null) {
          return violation;
        }
      }
    }
    return null;
  }

  private static JsonNode schema(JsonNode tool) {
    return tool.path("toolSpec").path("inputSchema").path("json");
  }

  /** A rule of one schema. */
  @FunctionalInterface
  private interface OfSchema {

    @Nullable Violation check(int tool, JsonNode schema);
  }
}
