package io.aiportal.ollama.plan;

import io.aiportal.ollama.internal.json.JsonKeys;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonPointers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a schema in the JSON Schema that models take: draft 2020-12, with keys and numbers of
 * bounded size, references that lead somewhere, and no branches at the root.
 *
 * <p>What needs no change stays the same object. Whatever cannot be said becomes looser, never
 * stricter. Every part is visited once; what references lead to is copied only if it stands where
 * no schema stays, and never more than the schema is large.
 */
@SuppressWarnings("ReferenceEquality") // the same object is what needed no change
final class SchemaNormalizer {

  private static final Set<String> LIMITS = Set.of("minimum", "maximum");
  private static final Set<String> EXCLUSIVE = Set.of("exclusiveMinimum", "exclusiveMaximum");
  private static final Set<String> COUNTS =
      Set.of(
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "minContains",
          "maxContains");
  private static final Set<String> TEXTS =
      Set.of(
          "title",
          "description",
          "$comment",
          "pattern",
          "format",
          "$schema",
          "$id",
          "$anchor",
          "$dynamicAnchor",
          "contentEncoding",
          "contentMediaType");
  private static final Set<String> FLAGS =
      Set.of("uniqueItems", "readOnly", "writeOnly", "deprecated");

  /** As much of a key as is told in a description. */
  private static final int MAX_TOLD = 200;

  private final Map<?, ?> root;
  private final LocalReferences references;
  private final @Nullable RootBranches branches;
  private final PropertyKeys keys;
  private final long size;

  /** What references lead to that stands where no schema stays: its name among the definitions. */
  private final IdentityHashMap<Object, String> moved = new IdentityHashMap<>();

  private final Deque<Object> toMove = new ArrayDeque<>();
  private final Set<String> definitions = new HashSet<>();
  private final Set<String> usedKeys = new HashSet<>();
  private long copied;
  private boolean moving;

  /** A normalizer for one schema. */
  SchemaNormalizer(Map<String, @Nullable Object> root) {
    this.root = root;
    this.references = new LocalReferences(root);
    Set<String> names = new LinkedHashSet<>();
    this.size = SchemaSize.of(root, names);
    this.keys = PropertyKeys.of(names);
    this.branches = RootBranches.of(root, references, size);
  }

  /** The schema, normalized. */
  Map<String, @Nullable Object> normalized() {
    Map<?, ?> merged = branches == null ? root : branches.merged();
    if (merged.get("$defs") instanceof Map<?, ?> known) {
      known.keySet().forEach(name -> definitions.add(String.valueOf(name)));
    }
    Map<String, @Nullable Object> schema = node(merged);
    return moved.isEmpty() ? schema : withMoved(schema);
  }

  /** Property keys that are others than the caller's; to be asked for when all is normalized. */
  PropertyKeys keys() {
    return usedKeys.isEmpty() ? PropertyKeys.SAME : keys;
  }

  /** What cannot be said but in words; null for nothing. */
  @Nullable String rule() {
    return branches == null ? null : branches.rule(keys::toBedrock);
  }

  private Map<String, @Nullable Object> withMoved(Map<String, @Nullable Object> schema) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(schema);
    Map<String, @Nullable Object> defined = new LinkedHashMap<>();
    if (all.get("$defs") instanceof Map<?, ?> known) {
      known.forEach((name, definition) -> defined.put(String.valueOf(name), definition));
    }
    moving = true;
    while (!toMove.isEmpty()) {
      Object target = toMove.remove();
      defined.put(moved.getOrDefault(target, ""), schema(target));
    }
    all.put("$defs", defined);
    return all;
  }

  private @Nullable Object schema(@Nullable Object schema) {
    if (schema instanceof Map<?, ?> map) {
      return node(map);
    }
    if (schema instanceof Boolean) {
      return schema;
    }
    return schema instanceof String word ? shorthand(word) : Map.of();
  }

  /** Some write nothing but a type, or what a value means. */
  private static Map<String, @Nullable Object> shorthand(String word) {
    String type = SchemaTypes.ofWord(word);
    return type == null ? Map.of("description", word) : Map.of("type", type);
  }

  @SuppressWarnings("unchecked") // a JSON object's keys are strings
  private Map<String, @Nullable Object> node(Map<?, ?> schema) {
    if (isTooMuch()) {
      return Map.of();
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    schema.forEach((key, value) -> keyword(String.valueOf(key), value, schema, out));
    requireMarked(schema, out);
    if (moving) {
      out.forEach((key, value) -> copied += SchemaSize.shallow(key) + SchemaSize.shallow(value));
    }
    return isSame(schema, out) ? (Map<String, @Nullable Object>) schema : out;
  }

  /** Whether what is moved has become as large as the schema. */
  private boolean isTooMuch() {
    return moving && copied > size;
  }

  private static boolean isSame(Map<?, ?> schema, Map<String, @Nullable Object> out) {
    if (schema.size() != out.size()) {
      return false;
    }
    for (Map.Entry<String, @Nullable Object> entry : out.entrySet()) {
      Object before = schema.get(entry.getKey());
      if (before != entry.getValue() || (before == null && !schema.containsKey(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private void keyword(
      String keyword, @Nullable Object value, Map<?, ?> schema, Map<String, @Nullable Object> out) {
    if (keyword.equals("items") || keyword.equals("additionalItems")) {
      items(keyword, value, schema, out);
    } else if (SchemaPositions.isSingle(keyword)) {
      putUnlessNull(out, keyword, value == null ? null : schema(value));
    } else if (SchemaPositions.isMap(keyword)) {
      putUnlessNull(out, keyword, schemas(keyword, value));
    } else if (SchemaPositions.isList(keyword)) {
      putUnlessNull(out, keyword, list(value));
    } else if (keyword.equals("description") && out.containsKey(keyword)) {
      // A value was told before.
      out.put(keyword, described(value, String.valueOf(out.get(keyword))));
    } else if (TEXTS.contains(keyword)) {
      putUnlessNull(out, keyword, value instanceof String ? value : null);
    } else if (FLAGS.contains(keyword)) {
      putUnlessNull(out, keyword, value instanceof Boolean ? value : null);
    } else if (COUNTS.contains(keyword)) {
      putUnlessNull(out, keyword, isCount(value) ? whole(value) : null);
    } else if (LIMITS.contains(keyword)) {
      boolean exclusive = Boolean.TRUE.equals(schema.get(exclusive(keyword)));
      putUnlessNull(out, keyword, isShort(value) && !exclusive ? value : null);
    } else if (EXCLUSIVE.contains(keyword)) {
      Object limit = Boolean.TRUE.equals(value) ? schema.get(inclusive(keyword)) : value;
      putUnlessNull(out, keyword, isShort(limit) ? limit : null);
    } else {
      other(keyword, value, out);
    }
  }

  private void other(String keyword, @Nullable Object value, Map<String, @Nullable Object> out) {
    switch (keyword) {
      case "type" -> putUnlessNull(out, keyword, SchemaTypes.of(value));
      case "required" -> putUnlessNull(out, keyword, names(value));
      case "$ref" -> putUnlessNull(out, keyword, reference(value));
      // Beside another reference there is no place for it.
      case "$dynamicRef", "$recursiveRef" -> {
        Object reference = reference(value);
        if (reference != null) {
          out.putIfAbsent("$ref", reference);
        }
      }
      case "dependentRequired", "dependencies" ->
          putUnlessNull(out, keyword, dependencies(value, keyword.equals("dependencies")));
      case "multipleOf" -> putUnlessNull(out, keyword, isPositive(value) ? value : null);
      case "divisibleBy" -> putUnlessNull(out, "multipleOf", isPositive(value) ? value : null);
      case "enum" -> value(keyword, value instanceof List ? value : null, out);
      case "const" -> value(keyword, value, out);
      case "examples" ->
          putUnlessNull(
              out,
              keyword,
              value instanceof List && fits(value) && isShortIn(value) ? value(value) : null);
      case "default" -> {
        if (isShortIn(value)) {
          putIfFits(out, keyword, value(value));
        }
      }
      default -> putIfFits(out, keyword, value);
    }
  }

  /** What a value must be; in words where a number in it is too long. */
  private void value(String keyword, @Nullable Object value, Map<String, @Nullable Object> out) {
    if (isShortIn(value)) {
      if (value != null || keyword.equals("const")) {
        putIfFits(out, keyword, value(value));
      }
    } else if (fits(value)) {
      String told = JsonObjects.write(value);
      out.put(
          "description",
          described(
              out.get("description"),
              "(" + keyword + ": " + told.substring(0, Math.min(told.length(), MAX_TOLD)) + ")"));
    }
  }

  private static String described(@Nullable Object description, String more) {
    return description instanceof String text && !BlankText.isBlank(text)
        ? text + " " + more
        : more;
  }

  /** Whether no whole number in a value has more than 32 bits. */
  private static boolean isShortIn(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values().stream().allMatch(SchemaNormalizer::isShortIn);
    }
    if (value instanceof List<?> list) {
      return list.stream().allMatch(SchemaNormalizer::isShortIn);
    }
    return !(value instanceof Long || value instanceof BigInteger) || isShort(value);
  }

  private void putIfFits(
      Map<String, @Nullable Object> out, String keyword, @Nullable Object value) {
    if (fits(value)) {
      out.put(keyword, value);
    }
  }

  /** Whether there is room for what is copied whole. */
  private boolean fits(@Nullable Object value) {
    copied += moving ? SchemaSize.of(value, new HashSet<>()) : 0;
    return !isTooMuch();
  }

  private static void putUnlessNull(
      Map<String, @Nullable Object> out, String keyword, @Nullable Object value) {
    if (value != null) {
      out.put(keyword, value);
    }
  }

  /** A value that a property may have: properties in it are named as everywhere. */
  private @Nullable Object value(@Nullable Object value) {
    if (keys.bedrockKeys().isEmpty()) {
      return value;
    }
    Object renamed = JsonKeys.renamed(value, keys.bedrockKeys());
    return Objects.equals(renamed, value) ? value : renamed;
  }

  /** Once an array of schemas for the first items was {@code items} itself. */
  private void items(
      String keyword, @Nullable Object value, Map<?, ?> schema, Map<String, @Nullable Object> out) {
    boolean tuple = schema.get("items") instanceof List;
    if (keyword.equals("additionalItems")) {
      putUnlessNull(out, tuple ? "items" : keyword, value == null ? null : schema(value));
    } else if (!tuple) {
      putUnlessNull(out, keyword, value == null ? null : schema(value));
    } else if (!schema.containsKey("prefixItems")) {
      putUnlessNull(out, "prefixItems", list(value));
    }
  }

  private @Nullable Object list(@Nullable Object value) {
    if (value instanceof Map) {
      return single(value);
    }
    if (!(value instanceof List<?> schemas) || schemas.isEmpty()) {
      return null;
    }
    List<@Nullable Object> list = new ArrayList<>(schemas.size());
    boolean same = true;
    for (Object schema : schemas) {
      Object normalized = schema(schema);
      same &= normalized == schema;
      list.add(normalized);
    }
    return same ? value : list;
  }

  private List<@Nullable Object> single(Object schema) {
    List<@Nullable Object> list = new ArrayList<>(1);
    list.add(schema(schema));
    return list;
  }

  private @Nullable Object schemas(String keyword, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> schemas)) {
      return null;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    boolean same = true;
    for (Map.Entry<?, ?> entry : schemas.entrySet()) {
      if (isTooMuch()) {
        return all;
      }
      String key = String.valueOf(entry.getKey());
      copied += moving ? 2 * SchemaSize.shallow(key) : 0;
      String name = SchemaPositions.isKeyed(keyword) ? key(key) : key;
      Object schema = schema(entry.getValue());
      if (!name.equals(key) && keyword.equals("properties")) {
        schema = named(schema, key);
      }
      same &= schema == entry.getValue() && name.equals(key);
      all.put(name, schema);
    }
    return same ? value : all;
  }

  private String key(String key) {
    String name = keys.toBedrock(key);
    if (!name.equals(key)) {
      usedKeys.add(key);
    }
    return name;
  }

  /** A property's schema that tells what the property is really called. */
  private static @Nullable Object named(@Nullable Object schema, String key) {
    if (Boolean.FALSE.equals(schema)) {
      return schema;
    }
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    if (schema instanceof Map<?, ?> map) {
      map.forEach((keyword, value) -> named.put(String.valueOf(keyword), value));
    }
    String told = "(named \"" + key.substring(0, Math.min(key.length(), MAX_TOLD)) + "\")";
    named.put("description", described(named.get("description"), told));
    return named;
  }

  /** The names of an array; null where there is none. */
  private @Nullable Object names(@Nullable Object value) {
    if (value instanceof String name) {
      return List.of(keys.toBedrock(name));
    }
    if (!(value instanceof List<?> list)) {
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    for (Object name : list) {
      if (name instanceof String text) {
        names.add(keys.toBedrock(text));
      }
    }
    List<@Nullable Object> distinct = new ArrayList<>(names);
    return distinct.equals(list) ? list : distinct;
  }

  /** Draft 3 had {@code required} inside of the properties. */
  private void requireMarked(Map<?, ?> schema, Map<String, @Nullable Object> out) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
      return;
    }
    Set<@Nullable Object> marked = new LinkedHashSet<>();
    properties.forEach(
        (key, property) -> {
          if (property instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("required"))) {
            marked.add(keys.toBedrock(String.valueOf(key)));
          }
        });
    if (!marked.isEmpty()) {
      Set<@Nullable Object> all = new LinkedHashSet<>();
      if (out.get("required") instanceof List<?> known) {
        all.addAll(known);
      }
      all.addAll(marked);
      out.put("required", new ArrayList<>(all));
    }
  }

  /** What must be there, or hold, if a property is there. */
  private @Nullable Object dependencies(@Nullable Object value, boolean schemas) {
    if (!(value instanceof Map<?, ?> dependencies)) {
      return null;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    boolean same = true;
    for (Map.Entry<?, ?> entry : dependencies.entrySet()) {
      String key = String.valueOf(entry.getKey());
      Object before = entry.getValue();
      boolean schema = schemas && (before instanceof Map || before instanceof Boolean);
      Object after = schema ? schema(before) : names(before);
      if (after != null) {
        all.put(keys.toBedrock(key), after);
      }
      same &= after == before && keys.toBedrock(key).equals(key);
    }
    return same ? value : all;
  }

  /** Where a reference leads; null where that is nowhere. */
  private @Nullable Object reference(@Nullable Object value) {
    if (!(value instanceof String reference)) {
      return null;
    }
    Object target = references.target(reference);
    if (target == null) {
      return null;
    }
    // Models know pointers, and no anchors.
    List<String> steps = Objects.requireNonNull(references.steps(reference));
    List<String> place = target == root ? List.of() : place(steps);
    if (place == null) {
      return "#/$defs/" + moved.computeIfAbsent(target, this::move);
    }
    return place.equals(steps) && !isAnchor(reference)
        ? reference
        : LocalReferences.reference(place);
  }

  private static boolean isAnchor(String reference) {
    return reference.length() > 1 && reference.charAt(1) != '/';
  }

  private String move(Object target) {
    toMove.add(target);
    String name = "ref" + (definitions.size() + 1);
    while (!definitions.add(name)) {
      name += "_";
    }
    return name;
  }

  /** Where what stands there stands in the normalized schema; null where it does not stay. */
  private @Nullable List<String> place(List<String> pointer) {
    List<String> place = new ArrayList<>(pointer.size());
    Object node = root;
    for (int i = 0; i < pointer.size(); i++) {
      String keyword = pointer.get(i);
      if (!(node instanceof Map<?, ?> schema) || (i == 0 && !stays(pointer))) {
        return null;
      }
      Object value = schema.get(keyword);
      boolean tuple = schema.get("items") instanceof List;
      if (tuple && (keyword.equals("items") || keyword.equals("additionalItems"))) {
        if (schema.containsKey("prefixItems")) {
          return null;
        }
        place.add(keyword.equals("items") ? "prefixItems" : "items");
      } else {
        place.add(keyword);
      }
      if (value instanceof Map<?, ?> map && SchemaPositions.isMap(keyword)) {
        String key = ++i < pointer.size() ? pointer.get(i) : "";
        node = map.get(key);
        place.add(SchemaPositions.isKeyed(keyword) ? keys.toBedrock(key) : key);
      } else if (value instanceof List<?> list
          && (SchemaPositions.isList(keyword) || keyword.equals("items"))) {
        String index = ++i < pointer.size() ? pointer.get(i) : "";
        node = JsonPointers.element(list, index);
        place.add(index);
      } else if (SchemaPositions.isSingle(keyword)) {
        node = value;
      } else {
        return null;
      }
    }
    return node instanceof Map || node instanceof Boolean ? place : null;
  }

  /** Whether the first steps from the root lead to something that the root keeps as it is. */
  private boolean stays(List<String> pointer) {
    if (branches == null) {
      return true;
    }
    boolean joined =
        pointer.get(0).equals("properties")
            && pointer.size() > 1
            && branches.isJoined(pointer.get(1));
    return !joined && !List.of("allOf", "anyOf", "oneOf").contains(pointer.get(0));
  }

  private static String exclusive(String limit) {
    return limit.equals("minimum") ? "exclusiveMinimum" : "exclusiveMaximum";
  }

  private static String inclusive(String limit) {
    return limit.equals("exclusiveMinimum") ? "minimum" : "maximum";
  }

  /** Whether it is a number of no more than 32 bits. */
  private static boolean isShort(@Nullable Object value) {
    if (!(value instanceof Number number)) {
      return false;
    }
    double size = number.doubleValue();
    return size >= Integer.MIN_VALUE && size <= Integer.MAX_VALUE;
  }

  private static boolean isPositive(@Nullable Object value) {
    return isShort(value) && value instanceof Number number && number.doubleValue() > 0;
  }

  private static boolean isCount(@Nullable Object value) {
    return isShort(value)
        && value instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() == Math.rint(number.doubleValue());
  }

  /** A count without a fraction of nothing, which some families take for no integer. */
  private static @Nullable Object whole(@Nullable Object count) {
    boolean fraction =
        count instanceof Double || count instanceof Float || count instanceof BigDecimal;
    return fraction && count instanceof Number number ? (Object) number.intValue() : count;
  }
}
