package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Schemas of objects, which are all that Bedrock takes at the root, and how others become one. */
final class ObjectSchema {

  /** What makes a schema at the root more than an object with properties. */
  private static final Set<String> COMBINING =
      Set.of("anyOf", "oneOf", "allOf", "not", "if", "enum", "const");

  /** Schemas by name that references lead to from anywhere; they move to the new root. */
  private static final Set<String> SHARED = Set.of("$defs", "definitions");

  /** What holds values, not schemas. */
  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  private static final String PLACE = "#/properties/" + AnswerFormat.VALUE;

  private ObjectSchema() {}

  /** Whether a schema can stand at the root: one plain object. */
  static boolean isObject(Map<String, @Nullable Object> schema) {
    Object type = schema.get("type");
    boolean object = type == null ? schema.get("properties") instanceof Map : type.equals("object");
    return object
        && COMBINING.stream().noneMatch(schema::containsKey)
        && LocalReferences.KEYWORDS.stream().noneMatch(schema::containsKey);
  }

  /** A schema of an object that has what the given one describes as its only property. */
  static Map<String, @Nullable Object> around(Map<String, @Nullable Object> schema) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", Map.of(AnswerFormat.VALUE, value));
    object.put("required", List.of(AnswerFormat.VALUE));
    object.put("additionalProperties", false);
    schema.forEach(
        (key, part) -> {
          if (SHARED.contains(key)) {
            object.put(key, moved(part));
          } else if (!key.equals("$schema")) {
            value.put(key, VALUES.contains(key) ? part : moved(key, part));
          }
        });
    return object;
  }

  private static @Nullable Object moved(@Nullable Object part) {
    if (part instanceof Map<?, ?> schema) {
      Map<String, @Nullable Object> moved = new LinkedHashMap<>();
      schema.forEach(
          (key, inner) ->
              moved.put((String) key, VALUES.contains(key) ? inner : moved((String) key, inner)));
      return moved;
    } else if (part instanceof List<?> schemas) {
      List<@Nullable Object> moved = new ArrayList<>();
      schemas.forEach(inner -> moved.add(moved(inner)));
      return moved;
    }
    return part;
  }

  /** References to the root lead to where it is now. */
  private static @Nullable Object moved(String key, @Nullable Object part) {
    if (!LocalReferences.KEYWORDS.contains(key) || !(part instanceof String reference)) {
      return moved(part);
    }
    boolean shared = SHARED.stream().anyMatch(name -> reference.startsWith("#/" + name + "/"));
    boolean pointer = reference.equals("#") || reference.startsWith("#/");
    return pointer && !shared ? PLACE + reference.substring(1) : reference;
  }
}
