package io.aiportal.ollama.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the keywords of JSON Schema hold, in its drafts from 3 to 2020-12. */
final class SchemaKeywords {

  private static final Set<String> LISTS = Set.of("enum", "required", "allOf", "prefixItems");
  private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");
  private static final Set<String> OBJECTS =
      Set.of(
          "properties",
          "patternProperties",
          "dependentRequired",
          "dependentSchemas",
          "dependencies");
  private static final Set<String> TEXTS =
      Set.of("pattern", "$ref", "$dynamicRef", "$recursiveRef");
  private static final Set<String> NUMBERS =
      Set.of(
          "minimum",
          "maximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "minContains",
          "maxContains");

  /** Numbers, which once were flags of the limits beside them. */
  private static final Set<String> EXCLUSIVE = Set.of("exclusiveMinimum", "exclusiveMaximum");

  private SchemaKeywords() {}

  /** Whether no keyword of a schema holds what has no meaning there; null is no keyword. */
  static boolean areWellFormed(Map<?, ?> schema) {
    return schema.entrySet().stream()
        .allMatch(
            entry -> entry.getValue() == null || isWellFormed(entry.getKey(), entry.getValue()));
  }

  private static boolean isWellFormed(@Nullable Object keyword, Object value) {
    if (LISTS.contains(keyword)) {
      return value instanceof List;
    } else if (CHOICES.contains(keyword)) {
      return value instanceof List<?> schemas && !schemas.isEmpty();
    } else if (OBJECTS.contains(keyword)) {
      return value instanceof Map;
    } else if (TEXTS.contains(keyword)) {
      return value instanceof String;
    } else if (NUMBERS.contains(keyword)) {
      return value instanceof Number;
    } else if (EXCLUSIVE.contains(keyword)) {
      return value instanceof Number || value instanceof Boolean;
    }
    return !"uniqueItems".equals(keyword) || value instanceof Boolean;
  }
}
