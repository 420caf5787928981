package io.aiportal.ollama.internal.schema;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a reference that leads out of its schema, or nowhere, on the way from the root: whatever
 * hangs on it could not be checked.
 */
final class LostReferences {

  private static final List<String> DYNAMIC = List.of("$dynamicRef", "$recursiveRef");

  /** What holds schemas, and leads to none that only a reference finds. */
  private static final Set<String> SCHEMAS =
      Set.of(
          "items",
          "prefixItems",
          "additionalItems",
          "unevaluatedItems",
          "contains",
          "additionalProperties",
          "unevaluatedProperties",
          "propertyNames",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "type");

  private static final Set<String> SCHEMAS_BY_NAME =
      Set.of("properties", "patternProperties", "dependentSchemas", "dependencies");

  private final SchemaReferences references;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Map<?, ?>> open = new ArrayDeque<>();

  private LostReferences(Map<?, ?> root) {
    this.references = new SchemaReferences(root);
    open(root);
  }

  /** The first such reference; null for none. */
  static @Nullable String first(Map<?, ?> root) {
    LostReferences search = new LostReferences(root);
    String lost = null;
    while (lost == null && !search.open.isEmpty()) {
      lost = search.in(search.open.remove());
    }
    return lost;
  }

  private @Nullable String in(Map<?, ?> schema) {
    String lost = follow(schema, "$ref");
    if (lost != null || references.isReferenceAlone(schema)) {
      return lost;
    }
    for (String keyword : DYNAMIC) {
      lost = lost == null ? follow(schema, keyword) : lost;
    }
    schema.forEach(
        (keyword, value) -> {
          if (SCHEMAS.contains(keyword)) {
            open(value);
          } else if (SCHEMAS_BY_NAME.contains(keyword) && value instanceof Map<?, ?> named) {
            named.values().forEach(this::open);
          }
        });
    return lost;
  }

  /** Goes on where a reference leads; the reference where that is no schema. */
  private @Nullable String follow(Map<?, ?> schema, String keyword) {
    if (!(schema.get(keyword) instanceof String reference)) {
      return null;
    }
    Object target = references.resolve(schema, reference);
    open(target);
    return target instanceof Map || target instanceof Boolean ? null : reference;
  }

  private void open(@Nullable Object schema) {
    if (schema instanceof Map<?, ?> map && seen.add(map)) {
      open.add(map);
    } else if (schema instanceof List<?> schemas) {
      schemas.forEach(this::open);
    }
  }
}
