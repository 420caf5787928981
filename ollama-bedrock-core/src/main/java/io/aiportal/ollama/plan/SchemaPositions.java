package io.aiportal.ollama.plan;

import java.util.Set;

/** Where schemas stand inside of a schema, in JSON Schema's drafts from 3 to 2020-12. */
final class SchemaPositions {

  /** Objects whose members are schemas. */
  private static final Set<String> MAPS =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** Arrays of schemas. */
  private static final Set<String> LISTS = Set.of("anyOf", "oneOf", "allOf", "prefixItems");

  /** Schemas themselves. */
  private static final Set<String> SINGLE =
      Set.of(
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

  private SchemaPositions() {}

  static boolean isMap(String keyword) {
    return MAPS.contains(keyword);
  }

  static boolean isList(String keyword) {
    return LISTS.contains(keyword);
  }

  static boolean isSingle(String keyword) {
    return SINGLE.contains(keyword);
  }

  /** Whether the members of such an object are named as properties are. */
  static boolean isKeyed(String keyword) {
    return keyword.equals("properties") || keyword.equals("dependentSchemas");
  }
}
