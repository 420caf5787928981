package io.aiportal.ollama.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
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
  static final TraitChanges NONE =
      new TraitChanges(JsonNodeFactory.instance.objectNode(), List.of());

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

  /** A trait that is certain as soon as somebody says it, and the one that says that it is not. */
  private static final String CONTEXT_LENGTH = "contextLength";

  private static final String CONTEXT_ASSUMED = "contextAssumed";

  /** Names that are short for others, in the group's own spelling. */
  private static final Map<String, String> SHORT = Map.of("maxTokens", "defaultMaxTokens");

  private static final String PRICE = "price";

  /** What a model has none of that makes embeddings. */
  private static final List<String> FREE_OF_EMBEDDINGS =
      List.of("output", "cacheRead", "cacheWrite");

  private static final String WHOLE_PRICE =
      "input, output, cache_read and cache_write in US dollars for a million tokens, and as_of, the"
          + " date of these prices; input and as_of are enough for a model of embeddings";

  private final ObjectNode changes;

  /** The names of the traits as they were written. */
  private final List<String> written;

  private TraitChanges(ObjectNode changes, List<String> written) {
    this.changes = changes;
    this.written = written;
  }

  /**
   * Reads changes.
   *
   * @param traits a map for each group ({@code limits}, {@code tools}, …), or a trait by its bare
   *     name where only one group has it; the names are those of {@link ModelTraits}' components,
   *     or the same in snake case
   * @throws IllegalArgumentException if there is no such trait, more than one of that name, or no
   *     such value; the message is one sentence for the operator
   */
  static TraitChanges of(Map<String, ?> traits) {
    return of(traits, false);
  }

  /**
   * Reads changes.
   *
   * @param embeds whether they are of a model that makes embeddings, whose price is that of the
   *     prompt alone
   */
  static TraitChanges of(Map<String, ?> traits, boolean embeds) {
    TraitChanges changes =
        new TraitChanges(JsonNodeFactory.instance.objectNode(), new ArrayList<>());
    traits.forEach(changes::add);
    if (embeds && changes.changes.get(PRICE) instanceof ObjectNode price) {
      FREE_OF_EMBEDDINGS.stream()
          .filter(name -> !price.has(name))
          .forEach(name -> price.put(name, 0));
    }
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
    List<String> names = new ArrayList<>(written);
    names.addAll(later.written);
    return new TraitChanges(both, names);
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
          "the traits %s make no sense: %s".formatted(list(written), sentence(e)), e);
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

  private void add(String key, @Nullable Object value) {
    String name = camelCase(key);
    if (name.equals(DECISION)) {
      set(changes, name, key, boolean.class, value);
      return;
    }
    Map<String, Type> group = GROUPS.get(name);
    Type single = SINGLE.get(name);
    if (group != null) {
      addGroup(name, key, group, value);
    } else if (single != null) {
      set(changes, name, key, single, value);
    } else {
      String owner = groupOf(name, key);
      addTrait(owner, key, key, value);
    }
  }

  private void set(ObjectNode place, String name, String key, Type type, @Nullable Object value) {
    place.set(name, checked(key, type, value));
    written.add(key);
  }

  private void addGroup(String name, String key, Map<String, Type> group, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> traits) || traits.isEmpty()) {
      String some = name.equals(PRICE) ? WHOLE_PRICE : "some of " + known(group);
      throw new IllegalArgumentException(
          "\"%s\" is a group of traits, a map of %s".formatted(key, some));
    }
    traits.forEach(
        (trait, wanted) -> addTrait(name, String.valueOf(trait), key + "." + trait, wanted));
  }

  /**
   * Changes a trait of a group.
   *
   * @param key its name as it was written
   * @param full the same with the group, if that was written too
   */
  private void addTrait(String group, String key, String full, @Nullable Object value) {
    String name = SHORT.getOrDefault(camelCase(key), camelCase(key));
    Type type = types(group).get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "unknown trait of a model: \"%s\"; %s has %s"
              .formatted(full, group, known(types(group))));
    }
    ObjectNode changed = changes.withObject("/" + group);
    set(changed, name, full, type, value);
    if (name.equals(CONTEXT_LENGTH) && !changed.has(CONTEXT_ASSUMED)) {
      changed.put(CONTEXT_ASSUMED, false);
    }
  }

  /** The one group that has a trait. */
  private static String groupOf(String name, String key) {
    String trait = SHORT.getOrDefault(name, name);
    List<String> groups =
        GROUPS.entrySet().stream()
            .filter(group -> group.getValue().containsKey(trait))
            .map(Map.Entry::getKey)
            .toList();
    return switch (groups.size()) {
      case 0 -> throw new IllegalArgumentException("unknown trait of a model: \"" + key + "\"");
      case 1 -> groups.get(0);
      default ->
          throw new IllegalArgumentException(
              "the trait \"%s\" is one of %s; put it into its group"
                  .formatted(key, String.join(" and of ", groups)));
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

  private static String sentence(IOException failure) {
    Throwable cause = failure.getCause();
    String message = cause == null ? null : cause.getMessage();
    if (message != null) {
      return message;
    }
    boolean lacks =
        failure instanceof MismatchedInputException incomplete
            && !incomplete.getPath().isEmpty()
            && PRICE.equals(incomplete.getPath().get(0).getFieldName());
    return lacks ? "price needs all of " + WHOLE_PRICE : "they cannot be read";
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

  /** The names of traits as settings have them. */
  private static String known(Map<String, Type> traits) {
    return traits.keySet().stream()
        .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** The name of a component that is written in snake case, or is written as it is. */
  private static String camelCase(String key) {
    StringBuilder name = new StringBuilder();
    for (String word : key.split("_")) {
      name.append(
          name.isEmpty() || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  private static String list(Iterable<String> names) {
    return String.join(", ", names);
  }
}
