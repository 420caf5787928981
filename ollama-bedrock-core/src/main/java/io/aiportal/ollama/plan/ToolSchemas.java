package io.aiportal.ollama.plan;

import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Parameter schemas as Bedrock wants them: always of an object, without decoration. */
final class ToolSchemas {

  /** What rules every object out, behind {@code not}. */
  private static final List<Object> NOT_AN_OBJECT =
      List.of(true, Map.of(), Map.of("type", "object"));

  private ToolSchemas() {}

  /**
   * The schema of a tool's arguments, key order kept; of no arguments for null. One that is taken
   * as it is stays the same object.
   */
  static ToolSchema of(@Nullable Map<String, @Nullable Object> parameters, Schemas taken) {
    Map<String, @Nullable Object> given = parameters == null ? Map.of() : parameters;
    SchemaNormalizer normalizer = new SchemaNormalizer(given);
    Map<String, @Nullable Object> schema = ofObject(normalizer.normalized());
    StringJoiner rule = new StringJoiner("\n");
    if (taken == Schemas.PLAIN) {
      if (schema.get("description") instanceof String description) {
        rule.add(description);
      }
      schema = PlainSchema.of(schema);
    }
    String branches = normalizer.rule();
    if (branches != null) {
      rule.add(branches);
    }
    return new ToolSchema(schema, normalizer.keys(), rule.length() == 0 ? null : rule.toString());
  }

  private static Map<String, @Nullable Object> ofObject(Map<String, @Nullable Object> given) {
    if (isAsWanted(given)) {
      return given;
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    if (!given.containsKey("type")) {
      schema.put("type", "object");
    }
    schema.putAll(given);
    schema.put("type", "object");
    schema.remove("$schema");
    if (schema.get("title") instanceof String) {
      schema.remove("title");
    }
    if (!(schema.get("properties") instanceof Map)) {
      schema.put("properties", Map.of());
    }
    if (schema.get("enum") instanceof List<?> values && namesOthers(values)) {
      schema.put("enum", values.stream().filter(Map.class::isInstance).toList());
    }
    schema.keySet().removeIf(keyword -> rulesObjectsOut(keyword, schema.get(keyword)));
    return schema;
  }

  private static boolean isAsWanted(Map<String, @Nullable Object> schema) {
    return "object".equals(schema.get("type"))
        && schema.get("properties") instanceof Map
        && !schema.containsKey("$schema")
        && !(schema.get("title") instanceof String)
        && !(schema.get("enum") instanceof List<?> values && namesOthers(values))
        && schema.entrySet().stream()
            .noneMatch(entry -> rulesObjectsOut(entry.getKey(), entry.getValue()));
  }

  private static boolean namesOthers(List<?> values) {
    return !values.stream().allMatch(Map.class::isInstance);
  }

  /** Whether no object follows a keyword, as it was meant for something else. */
  private static boolean rulesObjectsOut(String keyword, @Nullable Object value) {
    return switch (keyword) {
      case "enum" -> value instanceof List<?> values && values.isEmpty();
      case "const" -> !(value instanceof Map);
      case "not" -> value != null && NOT_AN_OBJECT.contains(value);
      default -> false;
    };
  }
}
