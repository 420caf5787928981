package io.aiportal.ollama.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Merges what a schema's root is made of into the root itself: models refuse branches and
 * references there.
 *
 * <p>The properties of all branches become the root's; required is what every branch requires. That
 * is more than the schema allows, so the rule is told in words.
 */
final class RootBranches {

  /** References and branches inside of each other at most; what is deeper is left out. */
  private static final int MAX_LEVELS = 8;

  /** Ways to describe one property at most; with more of them it may be anything. */
  private static final int MAX_ALTERNATIVES = 16;

  private static final int MAX_WORDS = 2_000;

  private static final List<String> COMBINATIONS = List.of("allOf", "anyOf", "oneOf");

  /** What is merged, or has no meaning, in a part of the root. */
  private static final Set<String> MERGED =
      Set.of(
          "allOf",
          "anyOf",
          "oneOf",
          "$ref",
          "$dynamicRef",
          "$recursiveRef",
          "properties",
          "required",
          "type",
          "title",
          "$schema",
          "$id",
          "$anchor",
          "$dynamicAnchor",
          "$comment",
          "examples",
          "default");

  /** A branch as far as the root must know of it. */
  private record Branch(Set<String> required, Set<String> names, Map<String, String> constants) {

    Branch() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>(), new HashMap<>());
    }
  }

  /** Branches of which the caller chooses. */
  private record Choice(boolean one, List<Branch> branches) {}

  /** The descriptions of a property: all must hold, or any. */
  private static final class Property {
    final List<@Nullable Object> all = new ArrayList<>(1);
    final List<@Nullable Object> any = new ArrayList<>(1);
  }

  private final Map<?, ?> root;
  private final LocalReferences references;
  private final Map<String, Property> properties = new LinkedHashMap<>();
  private final Set<String> required = new LinkedHashSet<>();
  private final Map<String, @Nullable Object> others = new LinkedHashMap<>();
  private final List<Choice> choices = new ArrayList<>();
  private final Set<Object> parts = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Object, Branch> branches = new IdentityHashMap<>();
  private final Set<String> joined = new LinkedHashSet<>();
  private boolean conditions;

  /** How many names branches may still take over from others. */
  private long toInclude;

  private RootBranches(Map<?, ?> root, LocalReferences references, long size) {
    this.root = root;
    this.references = references;
    this.toInclude = size;
    this.conditions = root.containsKey("if");
  }

  /**
   * What a root is made of; null for one that has neither branches nor a reference.
   *
   * @param size the size of the schema, which bounds the work
   */
  static @Nullable RootBranches of(Map<?, ?> root, LocalReferences references, long size) {
    if (LocalReferences.KEYWORDS.stream().noneMatch(root::containsKey)
        && COMBINATIONS.stream().noneMatch(root::containsKey)) {
      return null;
    }
    RootBranches merged = new RootBranches(root, references, size);
    merged.part(root, 0);
    return merged;
  }

  /** Whether a property of the root is described by more than the root. */
  boolean isJoined(String property) {
    return joined.contains(property);
  }

  /** The root without branches. */
  Map<String, @Nullable Object> merged() {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    root.forEach(
        (key, value) -> {
          String keyword = String.valueOf(key);
          if (keyword.equals("properties")) {
            merged.put(keyword, propertySchemas());
          } else if (keyword.equals("required")) {
            merged.put(keyword, new ArrayList<Object>(required));
          } else if (!LocalReferences.KEYWORDS.contains(keyword)
              && !COMBINATIONS.contains(keyword)) {
            merged.put(keyword, value);
          }
        });
    merged.computeIfAbsent("properties", keyword -> propertySchemas());
    if (!required.isEmpty()) {
      merged.put("required", new ArrayList<Object>(required));
    }
    others.forEach(merged::putIfAbsent);
    return merged;
  }

  /**
   * What the branches ask for, in words; null for nothing.
   *
   * @param name the name of a property that is told
   */
  @Nullable String rule(UnaryOperator<String> name) {
    StringJoiner rule = new StringJoiner(" ");
    for (Choice choice : choices) {
      String sets = sets(choice.branches(), name);
      if (!sets.isEmpty()) {
        rule.add(
            (choice.one() ? "Give exactly one" : "Give at least one")
                + " of these sets of arguments: "
                + sets
                + ".");
      }
    }
    return rule.length() == 0 ? null : rule.toString();
  }

  private static String sets(List<Branch> branches, UnaryOperator<String> name) {
    Set<String> sets = new LinkedHashSet<>();
    int length = 0;
    for (Branch branch : branches) {
      String set = set(branch, name);
      length += set.length();
      if (length > MAX_WORDS) {
        sets.add("…");
        break;
      }
      sets.add(set.isEmpty() ? "none" : set);
    }
    sets.remove(sets.size() == 1 ? "none" : "");
    return String.join("; or ", sets);
  }

  private static String set(Branch branch, UnaryOperator<String> name) {
    StringJoiner set = new StringJoiner(", ");
    for (String property : branch.required().isEmpty() ? branch.names() : branch.required()) {
      String constant = branch.constants().get(property);
      set.add(name.apply(property) + (constant == null ? "" : " = \"" + constant + "\""));
      if (set.length() > MAX_WORDS) {
        break;
      }
    }
    return set.toString();
  }

  /** Something that holds for the root in any case. */
  private void part(@Nullable Object schema, int level) {
    if (!(schema instanceof Map<?, ?> part) || level > MAX_LEVELS || !parts.add(part)) {
      return;
    }
    if (part.get("properties") instanceof Map<?, ?> own) {
      own.forEach((key, property) -> property(key).all.add(property));
    }
    required.addAll(names(part.get("required")));
    references.targets(part).forEach(target -> part(target, level + 1));
    if (part.get("allOf") instanceof List<?> all) {
      all.forEach(one -> part(one, level + 1));
    }
    choose(part, "anyOf", level);
    choose(part, "oneOf", level);
    adopt(part);
  }

  private void choose(Map<?, ?> part, String combination, int level) {
    if (part.get(combination) instanceof List<?> list && !list.isEmpty()) {
      List<Branch> all = new ArrayList<>();
      for (Object schema : list) {
        if (canBeObject(schema)) {
          all.add(branch(schema, level + 1));
        }
      }
      required.addAll(common(all));
      if (all.size() > 1) {
        choices.add(new Choice(combination.equals("oneOf"), all));
      }
    }
  }

  /** The keywords of a part that the root has not; of conditions only a first one, whole. */
  private void adopt(Map<?, ?> part) {
    boolean condition = !conditions && part.containsKey("if");
    conditions |= condition;
    part.forEach(
        (key, value) -> {
          String keyword = String.valueOf(key);
          boolean conditional = Set.of("if", "then", "else").contains(keyword);
          if (!MERGED.contains(keyword) && (condition || !conditional)) {
            others.putIfAbsent(keyword, value);
          }
        });
  }

  /** Something that may hold for the root. */
  private Branch branch(@Nullable Object schema, int level) {
    if (!(schema instanceof Map<?, ?> node) || level > MAX_LEVELS) {
      return new Branch();
    }
    Branch known = branches.get(node);
    if (known != null) {
      return known;
    }
    List<Object> targets = references.targets(node);
    if (node.size() == 1 && !targets.isEmpty()) {
      return branch(targets.get(0), level + 1);
    }
    Branch branch = new Branch();
    branches.put(node, branch);
    branch.required().addAll(names(node.get("required")));
    if (node.get("properties") instanceof Map<?, ?> own) {
      own.forEach((key, property) -> optional(String.valueOf(key), property, branch));
    }
    targets.forEach(target -> include(branch, branch(target, level + 1)));
    if (node.get("allOf") instanceof List<?> all) {
      all.forEach(one -> include(branch, branch(one, level + 1)));
    }
    for (String combination : List.of("anyOf", "oneOf")) {
      if (node.get(combination) instanceof List<?> list) {
        branch.required().addAll(common(list.stream().map(one -> branch(one, level + 1)).toList()));
      }
    }
    return branch;
  }

  private void include(Branch branch, Branch other) {
    toInclude -= other.required().size() + other.names().size();
    if (toInclude > 0) {
      branch.required().addAll(other.required());
      branch.names().addAll(other.names());
      branch.constants().putAll(other.constants());
    }
  }

  private void optional(String key, @Nullable Object property, Branch branch) {
    branch.names().add(key);
    Object optional = property;
    if (property instanceof Map<?, ?> schema) {
      if (schema.get("const") instanceof String constant && constant.length() < 100) {
        branch.constants().put(key, constant);
      }
      if (schema.get("required") instanceof Boolean must) {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>(schema);
        copy.remove("required");
        optional = copy;
        if (must) {
          branch.required().add(key);
        }
      }
    }
    property(key).any.add(optional);
  }

  private Property property(Object key) {
    return properties.computeIfAbsent(String.valueOf(key), unseen -> new Property());
  }

  private static Set<String> common(List<Branch> branches) {
    Set<Branch> different = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> common = new LinkedHashSet<>();
    for (Branch branch : branches) {
      if (different.isEmpty()) {
        common.addAll(branch.required());
      } else if (!different.contains(branch)) {
        common.retainAll(branch.required());
      }
      different.add(branch);
    }
    return common;
  }

  private static List<String> names(@Nullable Object required) {
    List<String> names = new ArrayList<>();
    if (required instanceof List<?> list) {
      list.forEach(
          name -> {
            if (name instanceof String text) {
              names.add(text);
            }
          });
    }
    return names;
  }

  private static boolean canBeObject(@Nullable Object schema) {
    if (!(schema instanceof Map<?, ?> node)) {
      return Boolean.TRUE.equals(schema);
    }
    Object type = SchemaTypes.of(node.get("type"));
    return type == null
        || type.equals("object")
        || (type instanceof List<?> several && several.contains("object"));
  }

  private Map<String, @Nullable Object> propertySchemas() {
    Map<String, @Nullable Object> schemas = new LinkedHashMap<>();
    properties.forEach((key, property) -> schemas.put(key, schema(key, property)));
    return schemas;
  }

  private @Nullable Object schema(String key, Property property) {
    boolean own = property.all.stream().anyMatch(RootBranches::says) || property.any.isEmpty();
    List<@Nullable Object> ways = own ? property.all : property.any;
    if (property.all.size() + property.any.size() > 1) {
      joined.add(key);
    }
    if (ways.size() == 1) {
      return ways.get(0);
    }
    Set<@Nullable Object> distinct = new LinkedHashSet<>();
    for (Object way : ways) {
      distinct.add(way);
      if (distinct.size() > MAX_ALTERNATIVES) {
        return Map.of();
      }
    }
    if (distinct.size() == 1) {
      return ways.get(0);
    }
    List<@Nullable Object> list = new ArrayList<>(distinct);
    Map<String, @Nullable Object> values = own ? null : values(list);
    return values != null ? values : Map.of(own ? "allOf" : "anyOf", list);
  }

  /** Whether a description says more than words. */
  private static boolean says(@Nullable Object schema) {
    return !(schema instanceof Map<?, ?> map)
        || !Set.of("description", "title", "default", "examples").containsAll(map.keySet());
  }

  /** One list of values for alternatives that are nothing but values; null for others. */
  private static @Nullable Map<String, @Nullable Object> values(List<@Nullable Object> ways) {
    Set<@Nullable Object> values = new LinkedHashSet<>();
    Set<@Nullable Object> types = new LinkedHashSet<>();
    for (Object way : ways) {
      if (!(way instanceof Map<?, ?> schema)
          || !Set.of("const", "enum", "type", "description", "title", "default")
              .containsAll(schema.keySet())) {
        return null;
      }
      types.add(schema.get("type"));
      if (schema.get("enum") instanceof List<?> several) {
        values.addAll(several);
      } else if (schema.containsKey("const")) {
        values.add(schema.get("const"));
      } else {
        return null;
      }
    }
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    Object type = types.iterator().next();
    if (types.size() == 1 && type != null) {
      schema.put("type", type);
    }
    schema.put("enum", new ArrayList<>(values));
    return schema;
  }
}
