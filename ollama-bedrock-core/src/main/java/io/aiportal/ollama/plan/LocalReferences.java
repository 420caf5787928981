package io.aiportal.ollama.plan;

import io.aiportal.ollama.internal.json.JsonPointers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what the references of a schema lead to; only the schema itself is looked at. */
final class LocalReferences {

  /**
   * What holds a reference. Those that are dynamic lead to the anchor of their name, as the others
   * do: in a single schema that is what they mean.
   */
  static final List<String> KEYWORDS = List.of("$ref", "$dynamicRef", "$recursiveRef");

  private final Map<?, ?> root;
  private @Nullable Map<String, List<String>> anchors;

  /** References of this schema, whose root they start from. */
  LocalReferences(Map<?, ?> root) {
    this.root = root;
  }

  /** The schema that a reference leads to; null where there is none. */
  @Nullable Object target(String reference) {
    List<String> steps = steps(reference);
    Object target = steps == null ? null : JsonPointers.at(root, steps);
    return target instanceof Map || target instanceof Boolean ? target : null;
  }

  /** The schemas that the references of a schema lead to. */
  List<Object> targets(Map<?, ?> schema) {
    List<Object> targets = new ArrayList<>(1);
    for (String keyword : KEYWORDS) {
      Object target = schema.get(keyword) instanceof String reference ? target(reference) : null;
      if (target != null) {
        targets.add(target);
      }
    }
    return targets;
  }

  /** The steps from the root to where a reference leads; null where that is no place in it. */
  @Nullable List<String> steps(String reference) {
    if (!reference.startsWith("#")) {
      return null;
    }
    String fragment = reference.substring(1);
    if (fragment.isEmpty()) {
      return List.of();
    }
    return fragment.startsWith("/") ? JsonPointers.steps(fragment) : anchors().get(fragment);
  }

  /** Steps from the root as a reference. */
  static String reference(List<String> steps) {
    return '#' + JsonPointers.fragment(steps);
  }

  private Map<String, List<String>> anchors() {
    Map<String, List<String>> known = anchors;
    if (known == null) {
      known = new HashMap<>();
      collect(root, new ArrayList<>(), known);
      anchors = known;
    }
    return known;
  }

  private static void collect(
      @Nullable Object schema, List<String> steps, Map<String, List<String>> anchors) {
    if (!(schema instanceof Map<?, ?> map)) {
      return;
    }
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      if (map.get(keyword) instanceof String name) {
        anchors.putIfAbsent(name, List.copyOf(steps));
      }
    }
    map.forEach(
        (key, value) -> {
          String keyword = String.valueOf(key);
          steps.add(keyword);
          if (value instanceof Map<?, ?> schemas && SchemaPositions.isMap(keyword)) {
            schemas.forEach((name, one) -> collectAt(String.valueOf(name), one, steps, anchors));
          } else if (value instanceof List<?> schemas
              && (SchemaPositions.isList(keyword) || keyword.equals("items"))) {
            for (int i = 0; i < schemas.size(); i++) {
              collectAt(String.valueOf(i), schemas.get(i), steps, anchors);
            }
          } else if (SchemaPositions.isSingle(keyword)) {
            collect(value, steps, anchors);
          }
          steps.remove(steps.size() - 1);
        });
  }

  private static void collectAt(
      String step, @Nullable Object schema, List<String> steps, Map<String, List<String>> anchors) {
    steps.add(step);
    collect(schema, steps, anchors);
    steps.remove(steps.size() - 1);
  }
}
