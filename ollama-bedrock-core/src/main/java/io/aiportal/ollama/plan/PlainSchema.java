package io.aiportal.ollama.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schema with what references lead to in their place, and with nothing but {@code type}, {@code
 * properties} and {@code required} at its root.
 *
 * <p>What leads back to itself, or would become too large, ends with its type and description.
 */
final class PlainSchema {

  private static final Set<String> ROOT = Set.of("type", "properties", "required");

  /** What nothing but references needs. */
  private static final Set<String> FOR_REFERENCES =
      Set.of("$defs", "definitions", "$anchor", "$dynamicAnchor");

  private static final Set<String> NOTES =
      Set.of("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly");

  /** What references may add to a small schema, in characters; to a large one, its size. */
  private static final long MAX_ADDED = 64 * 1024;

  private static final int MAX_DEPTH = 100;

  private final LocalReferences references;
  private final long most;
  private final Set<Object> following = Collections.newSetFromMap(new IdentityHashMap<>());
  private long written;

  private PlainSchema(Map<?, ?> root) {
    this.references = new LocalReferences(root);
    long size = SchemaSize.of(root, new HashSet<>());
    this.most = size + Math.max(MAX_ADDED, size);
    following.add(root);
  }

  /** A normalized schema made plain; the same object if it is plain already. */
  static Map<String, @Nullable Object> of(Map<String, @Nullable Object> schema) {
    PlainSchema plain = new PlainSchema(schema);
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    schema.forEach(
        (key, value) -> {
          if (ROOT.contains(key)) {
            root.put(key, plain.keyword(key, value, 1));
          }
        });
    return root.equals(schema) ? schema : root;
  }

  private @Nullable Object schema(@Nullable Object schema, int depth) {
    if (!(schema instanceof Map<?, ?> map)) {
      return schema;
    }
    return map.get("$ref") instanceof String reference
        ? followed(reference, map, depth)
        : node(map, depth);
  }

  private Object followed(String reference, Map<?, ?> schema, int depth) {
    Object target = references.target(reference);
    Object there;
    if (depth < MAX_DEPTH && !isTooMuch() && target != null && following.add(target)) {
      there = schema(target, depth + 1);
      following.remove(target);
    } else {
      there = stub(target);
    }
    Map<String, @Nullable Object> beside = node(schema, depth);
    beside.remove("$ref");
    return joined(there, beside);
  }

  /** What a reference leads to and what stands beside it, which holds as well. */
  private static Object joined(@Nullable Object there, Map<String, @Nullable Object> beside) {
    if (beside.isEmpty() || !(there instanceof Map<?, ?> target)) {
      return there == null ? beside : there;
    }
    Map<String, @Nullable Object> joined = new LinkedHashMap<>();
    target.forEach((key, value) -> joined.put(String.valueOf(key), value));
    for (String keyword : beside.keySet()) {
      if (joined.containsKey(keyword) && !NOTES.contains(keyword)) {
        return Map.of("allOf", List.of(target, beside));
      }
    }
    joined.putAll(beside);
    return joined;
  }

  /** What is left of a schema that is not followed: its type, and its description if it fits. */
  private Map<String, @Nullable Object> stub(@Nullable Object target) {
    Map<String, @Nullable Object> stub = new LinkedHashMap<>();
    if (target instanceof Map<?, ?> map) {
      if (map.get("type") != null) {
        stub.put("type", map.get("type"));
      }
      if (map.get("description") instanceof String description) {
        written += SchemaSize.shallow(description);
        if (written <= most) {
          stub.put("description", description);
        }
      }
    }
    return stub;
  }

  /** Whether what references lead to has become as large as it may. */
  private boolean isTooMuch() {
    return following.size() > 1 && written > most;
  }

  private Map<String, @Nullable Object> node(Map<?, ?> schema, int depth) {
    if (isTooMuch()) {
      return stub(schema);
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    schema.forEach(
        (key, value) -> {
          String keyword = String.valueOf(key);
          written += SchemaSize.shallow(key) + SchemaSize.shallow(value);
          if (!FOR_REFERENCES.contains(keyword) && !isTooMuch()) {
            out.put(keyword, keyword(keyword, value, depth + 1));
          }
        });
    return out;
  }

  private @Nullable Object keyword(String keyword, @Nullable Object value, int depth) {
    if (SchemaPositions.isSingle(keyword)) {
      return schema(value, depth);
    }
    boolean named = SchemaPositions.isMap(keyword) || keyword.equals("dependencies");
    if (named && value instanceof Map<?, ?> schemas) {
      Map<String, @Nullable Object> all = new LinkedHashMap<>();
      schemas.forEach(
          (name, schema) -> {
            if (!isTooMuch()) {
              written += SchemaSize.shallow(name);
              all.put(String.valueOf(name), schema(schema, depth));
            }
          });
      return all;
    }
    if (SchemaPositions.isList(keyword) && value instanceof List<?> schemas) {
      List<@Nullable Object> all = new ArrayList<>(schemas.size());
      schemas.forEach(schema -> all.add(schema(schema, depth)));
      return all;
    }
    written += SchemaSize.of(value, new HashSet<>());
    return value;
  }
}
