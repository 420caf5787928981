package io.aiportal.ollama.plan;

import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Parameter schemas as Bedrock wants them: always of an object, without decoration. */
final class ToolSchemas {

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
    return schema;
  }

  private static boolean isAsWanted(Map<String, @Nullable Object> schema) {
    return "object".equals(schema.get("type"))
        && schema.get("properties") instanceof Map
        && !schema.containsKey("$schema")
        && !(schema.get("title") instanceof String);
  }
}
