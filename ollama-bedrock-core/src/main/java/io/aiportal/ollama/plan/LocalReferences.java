package io.aiportal.ollama.plan;

import io.aiportal.ollama.internal.json.JsonPointers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what the references of a schema lead to; only the schema itself is looked at. */
final class LocalReferences {

  private final Map<?, ?> root;
  private @Nullable Map<String, Object> anchors;

  /** References of this schema, whose root they start from. */
  LocalReferences(Map<?, ?> root) {
    this.root = root;
  }

  /** The schema that a reference leads to; null where there is none. */
  @Nullable Object target(String reference) {
    if (reference.equals("#")) {
      return root;
    }
    List<String> pointer = pointer(reference);
    Object target = pointer == null ? anchor(reference) : JsonPointers.at(root, pointer);
    return target instanceof Map || target instanceof Boolean ? target : null;
  }

  /** The steps of a reference that is a JSON pointer; null for any other. */
  static @Nullable List<String> pointer(String reference) {
    return reference.startsWith("#") ? JsonPointers.steps(reference.substring(1)) : null;
  }

  /** A pointer as a reference. */
  static String reference(List<String> pointer) {
    return '#' + JsonPointers.fragment(pointer);
  }

  private @Nullable Object anchor(String reference) {
    if (!reference.startsWith("#")) {
      return null;
    }
    Map<String, Object> known = anchors;
    if (known == null) {
      known = new HashMap<>();
      collect(root, known);
      anchors = known;
    }
    return known.get(reference.substring(1));
  }

  private static void collect(@Nullable Object schema, Map<String, Object> anchors) {
    if (!(schema instanceof Map<?, ?> map)) {
      return;
    }
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      if (map.get(keyword) instanceof String name) {
        anchors.putIfAbsent(name, map);
      }
    }
    map.forEach(
        (key, value) -> {
          String keyword = String.valueOf(key);
          if (value instanceof Map<?, ?> schemas && SchemaPositions.isMap(keyword)) {
            schemas.values().forEach(one -> collect(one, anchors));
          } else if (value instanceof List<?> schemas
              && (SchemaPositions.isList(keyword) || keyword.equals("items"))) {
            schemas.forEach(one -> collect(one, anchors));
          } else if (SchemaPositions.isSingle(keyword)) {
            collect(value, anchors);
          }
        });
  }
}
