package io.aiportal.ollama.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A normalized JSON Schema as Bedrock's structured output takes it.
 *
 * <p>Every object must say that it has no other properties, and limits of numbers and sizes are
 * refused: they move into the description, where the model still reads them. What cannot be said so
 * (objects with free keys or of several parts, recursion) has no strict schema.
 */
final class StrictSchema {

  private static final Set<String> LIMITS =
      Set.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minItems",
          "maxItems",
          "uniqueItems",
          "minProperties",
          "maxProperties",
          "minContains",
          "maxContains");

  /** What holds schemas in ways that Bedrock's structured output does not know. */
  private static final Set<String> UNKNOWN =
      Set.of(
          "allOf",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "patternProperties",
          "propertyNames",
          "dependencies",
          "dependentSchemas",
          "unevaluatedItems",
          "unevaluatedProperties",
          "additionalItems",
          "contentSchema",
          "$dynamicRef",
          "$recursiveRef");

  private static final Set<String> SCHEMA_MAPS = Set.of("properties", "$defs", "definitions");
  private static final Set<String> SCHEMA_LISTS = Set.of("anyOf", "oneOf", "prefixItems");

  /** References that lead to each other at most; more would also need much stack. */
  private static final int MAX_CHAIN = 20;

  private final Map<?, ?> root;

  /** What references are on the way to, one inside the other, and what they have been to. */
  private final Set<Object> following = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<Object> followed = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean possible = true;
  private boolean weaker;

  private StrictSchema(Map<?, ?> root) {
    this.root = root;
  }

  /** The schema, strict; null where there is no such. */
  static @Nullable Map<String, @Nullable Object> of(Map<String, @Nullable Object> schema) {
    StrictSchema strict = new StrictSchema(schema);
    Map<String, @Nullable Object> result = strict.object(schema);
    return strict.possible ? result : null;
  }

  /** Whether a strict schema only tells of limits that the schema has. */
  static boolean isWeaker(Map<String, @Nullable Object> schema) {
    StrictSchema strict = new StrictSchema(schema);
    strict.object(schema);
    return strict.weaker;
  }

  /** How many properties of a schema, at any depth, are of several types. */
  static int unions(@Nullable Object schema) {
    int unions = 0;
    if (schema instanceof Map<?, ?> map) {
      if (map.get("properties") instanceof Map<?, ?> properties) {
        for (Object property : properties.values()) {
          boolean union =
              property instanceof Map<?, ?> one
                  && (one.containsKey("anyOf") || one.get("type") instanceof List);
          unions += union ? 1 : 0;
        }
      }
      for (Object member : map.values()) {
        unions += unions(member);
      }
    } else if (schema instanceof List<?> list) {
      for (Object element : list) {
        unions += unions(element);
      }
    }
    return unions;
  }

  private Map<String, @Nullable Object> object(Map<?, ?> schema) {
    Map<String, @Nullable Object> strict = new LinkedHashMap<>();
    StringJoiner limits = new StringJoiner(", ");
    schema.forEach((key, value) -> keyword(String.valueOf(key), value, strict, limits));
    if (limits.length() > 0) {
      describe(strict, limits.toString());
    }
    if (describesObject(schema)) {
      close(schema, strict);
    }
    return strict;
  }

  private void keyword(
      String key,
      @Nullable Object value,
      Map<String, @Nullable Object> strict,
      StringJoiner limits) {
    if (LIMITS.contains(key) && !isTaken(key, value)) {
      if (value instanceof Number || Boolean.TRUE.equals(value)) {
        weaker = true;
        limits.add(key + "=" + value);
      }
    } else if (key.equals("$ref") && value instanceof String reference) {
      follow(reference);
      strict.put(key, value);
    } else if (SCHEMA_MAPS.contains(key) && value instanceof Map<?, ?> schemas) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      schemas.forEach(
          (name, schema) -> {
            possible &= !key.equals("properties") || PropertyKeys.fits(String.valueOf(name));
            each.put(String.valueOf(name), any(schema));
          });
      strict.put(key, each);
    } else if (SCHEMA_LISTS.contains(key) && value instanceof List<?> schemas) {
      List<@Nullable Object> each = new ArrayList<>();
      schemas.forEach(schema -> each.add(any(schema)));
      strict.put(key, each);
    } else {
      possible &= !UNKNOWN.contains(key);
      strict.put(key, key.equals("items") ? any(value) : value);
    }
  }

  private @Nullable Object any(@Nullable Object schema) {
    return schema instanceof Map<?, ?> map ? object(map) : schema;
  }

  private static boolean isTaken(String key, @Nullable Object value) {
    return key.equals("minItems") && value instanceof Number least && least.doubleValue() <= 1;
  }

  private static void describe(Map<String, @Nullable Object> strict, String limits) {
    Object description = strict.get("description");
    strict.put(
        "description",
        description instanceof String text && !text.isBlank()
            ? text + " (" + limits + ")"
            : limits);
  }

  private static boolean describesObject(Map<?, ?> schema) {
    Object type = schema.get("type");
    return "object".equals(type)
        || (type instanceof List<?> types && types.contains("object"))
        || schema.get("properties") instanceof Map;
  }

  private void close(Map<?, ?> schema, Map<String, @Nullable Object> strict) {
    Object additional = schema.get("additionalProperties");
    boolean open = additional != null && !additional.equals(false);
    boolean hasProperties = schema.get("properties") instanceof Map<?, ?> map && !map.isEmpty();
    if (open || !hasProperties) {
      possible = false;
    }
    strict.put("additionalProperties", false);
  }

  /** Goes where a reference leads, only to see whether it comes back to itself. */
  private void follow(String reference) {
    Object target = resolve(reference);
    if (target == null || following.size() == MAX_CHAIN || !following.add(target)) {
      possible = false;
      return;
    }
    if (possible && followed.add(target)) {
      any(target);
    }
    following.remove(target);
  }

  private @Nullable Object resolve(String reference) {
    if (!reference.startsWith("#/")) {
      return null;
    }
    Object target = root;
    for (String step : reference.substring(2).split("/")) {
      target = target instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return target;
  }
}
