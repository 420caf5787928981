package io.aiportal.ollama.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some of a model's traits with other values, checked once and laid over any model's. */
final class TraitChanges {

  /** No change. */
  static final TraitChanges NONE = new TraitChanges(JsonNodeFactory.instance.objectNode());

  /** The types of the traits of each group. */
  private static final Map<String, Map<String, Type>> GROUPS = new LinkedHashMap<>();

  /** The types of the traits that stand in no group. */
  private static final Map<String, Type> SINGLE = new LinkedHashMap<>();

  static {
    for (RecordComponent component : ModelTraits.class.getRecordComponents()) {
      if (component.getType().isRecord()) {
        GROUPS.put(component.getName(), types(component.getType()));
      } else {
        SINGLE.put(component.getName(), component.getGenericType());
      }
    }
  }

  /**
   * Not a trait, but the one capability that nobody but the operator gives a model: to write it
   * beside the traits spares him to list all others.
   */
  private static final String DECISION = "decision";

  private final ObjectNode changes;

  private TraitChanges(ObjectNode changes) {
    this.changes = changes;
  }

  /**
   * Reads changes.
   *
   * @param traits a map for each group ({@code limits}, {@code tools}, …), or a trait by its bare
   *     name where only one group has it; the names are those of {@link ModelTraits}' components
   * @throws IllegalArgumentException if there is no such trait, more than one of that name, or no
   *     such value; the message is one sentence for the operator
   */
  static TraitChanges of(Map<String, ?> traits) {
    TraitChanges changes = new TraitChanges(JsonNodeFactory.instance.objectNode());
    traits.forEach(changes::add);
    changes.applyTo(BuiltInCatalogue.builtIn().unknown().traits());
    return changes;
  }

  /** Whether nothing is changed. */
  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** These changes, and others after them. */
  TraitChanges then(TraitChanges later) {
    ObjectNode both = changes.deepCopy();
    TraitsJson.merge(both, later.changes);
    return new TraitChanges(both);
  }

  /** The traits with these changes. */
  ModelTraits applyTo(ModelTraits traits) {
    if (isEmpty()) {
      return traits;
    }
    ObjectNode tree = TraitsJson.tree(traits);
    TraitsJson.merge(tree, changes);
    if (tree.remove(DECISION) instanceof BooleanNode wanted) {
      decide(tree, wanted.booleanValue());
    }
    try {
      return TraitsJson.traits(tree);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the traits %s make no sense: %s".formatted(names(), sentence(e)), e);
    }
  }

  /** Adds the capability to the others, or takes it away. */
  private static void decide(ObjectNode tree, boolean wanted) {
    ArrayNode capabilities = JsonNodeFactory.instance.arrayNode();
    for (JsonNode capability : tree.withArray("capabilities")) {
      if (!capability.asText().equalsIgnoreCase(DECISION)) {
        capabilities.add(capability);
      }
    }
    if (wanted) {
      capabilities.add(DECISION);
    }
    tree.set("capabilities", capabilities);
  }

  private void add(String name, @Nullable Object value) {
    if (name.equals(DECISION)) {
      changes.set(name, checked(name, boolean.class, value));
      return;
    }
    Map<String, Type> group = GROUPS.get(name);
    Type single = SINGLE.get(name);
    if (group != null) {
      addGroup(name, group, value);
    } else if (single != null) {
      changes.set(name, checked(name, single, value));
    } else {
      String owner = groupOf(name);
      addTrait(owner, name, types(owner).get(name), value);
    }
  }

  private void addGroup(String name, Map<String, Type> group, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> traits)) {
      throw new IllegalArgumentException(
          "\"%s\" is a group of traits, a map of some of %s".formatted(name, list(group.keySet())));
    }
    traits.forEach(
        (key, trait) -> addTrait(name, String.valueOf(key), group.get(String.valueOf(key)), trait));
  }

  private void addTrait(String group, String name, @Nullable Type type, @Nullable Object value) {
    String full = group + "." + name;
    if (type == null) {
      throw new IllegalArgumentException(
          "unknown trait of a model: \"%s\"; %s has %s"
              .formatted(full, group, list(types(group).keySet())));
    }
    changes.withObject("/" + group).set(name, checked(full, type, value));
  }

  /** The one group that has a trait. */
  private static String groupOf(String trait) {
    List<String> groups =
        GROUPS.entrySet().stream()
            .filter(group -> group.getValue().containsKey(trait))
            .map(Map.Entry::getKey)
            .toList();
    return switch (groups.size()) {
      case 0 -> throw new IllegalArgumentException("unknown trait of a model: \"" + trait + "\"");
      case 1 -> groups.get(0);
      default ->
          throw new IllegalArgumentException(
              "the trait \"%s\" is one of %s; put it into its group"
                  .formatted(trait, String.join(" and of ", groups)));
    };
  }

  private static JsonNode checked(String name, Type type, @Nullable Object value) {
    String shown = value == null || value.equals("") ? "nothing" : value.toString();
    try {
      return TraitsJson.value(value, type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the trait \"%s\" is %s, not %s".formatted(name, allowed(type), shown), e);
    }
  }

  /** What a trait may be, as a sentence says it. */
  private static String allowed(Type type) {
    if (type instanceof ParameterizedType set) {
      return "a list of " + words((Class<?>) set.getActualTypeArguments()[0]);
    }
    if (type == int.class) {
      return "a whole number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a text";
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return "one of " + words(plain);
    }
    return Number.class.isAssignableFrom(plain) ? "a number" : "a date such as 2026-08-21";
  }

  private static String words(Class<?> words) {
    return Arrays.stream(words.getEnumConstants())
        .map(word -> word.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private String names() {
    return changes.properties().stream()
        .flatMap(
            group ->
                group.getValue().properties().stream()
                    .map(trait -> group.getKey() + "." + trait.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String sentence(IOException failure) {
    Throwable cause = failure.getCause();
    String message = cause == null ? null : cause.getMessage();
    if (message != null) {
      return message;
    }
    return failure instanceof JsonProcessingException json
        ? String.valueOf(json.getOriginalMessage())
        : "they cannot be read";
  }

  private static Map<String, Type> types(String group) {
    return GROUPS.getOrDefault(group, Map.of());
  }

  private static Map<String, Type> types(Class<?> group) {
    Map<String, Type> types = new LinkedHashMap<>();
    for (RecordComponent component : group.getRecordComponents()) {
      types.put(component.getName(), component.getGenericType());
    }
    return types;
  }

  private static String list(Iterable<String> names) {
    return String.join(", ", names);
  }
}
