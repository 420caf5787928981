package io.aiportal.ollama.plan;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what the references of a schema lead to; only the schema itself is looked at. */
final class SchemaReferences {

  private final Map<?, ?> root;
  private @Nullable Map<String, Object> anchors;

  /** References of this schema, whose root they start from. */
  SchemaReferences(Map<?, ?> root) {
    this.root = root;
  }

  /** The schema that a reference leads to; null where there is none. */
  @Nullable Object target(String reference) {
    if (reference.equals("#")) {
      return root;
    }
    List<String> pointer = pointer(reference);
    Object target = pointer == null ? anchor(reference) : at(pointer);
    return target instanceof Map || target instanceof Boolean ? target : null;
  }

  /** The steps of a reference that is a JSON pointer; null for any other. */
  static @Nullable List<String> pointer(String reference) {
    if (!reference.startsWith("#/")) {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (String step : reference.substring(2).split("/", -1)) {
      String decoded = decoded(step);
      if (decoded == null) {
        return null;
      }
      steps.add(decoded.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  /** A pointer as a reference. */
  static String reference(List<String> pointer) {
    StringBuilder reference = new StringBuilder("#");
    for (String step : pointer) {
      String escaped = step.replace("~", "~0").replace("/", "~1").replace("%", "%25");
      reference.append('/').append(escaped);
    }
    return reference.toString();
  }

  private static @Nullable String decoded(String step) {
    if (step.indexOf('%') < 0) {
      return step;
    }
    try {
      return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return null;
    }
  }

  private @Nullable Object at(List<String> pointer) {
    Object node = root;
    for (String step : pointer) {
      if (node instanceof Map<?, ?> map) {
        node = map.get(step);
      } else if (node instanceof List<?> list) {
        node = element(list, step);
      } else {
        return null;
      }
    }
    return node;
  }

  /** An element by the index that a text is; null where it is none. */
  static @Nullable Object element(List<?> list, String step) {
    if (step.isEmpty() || step.length() > 9 || !step.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int index = Integer.parseInt(step);
    return index < list.size() ? list.get(index) : null;
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
