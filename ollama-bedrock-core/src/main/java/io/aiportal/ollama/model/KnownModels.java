package io.aiportal.ollama.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The built-in catalogue: the resource {@code catalogue.json}, whose first lines explain its form.
 */
final class KnownModels {

  /** The profile that may send a call anywhere. */
  static final String GLOBAL = "global";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();
  private static final ObjectReader TRAITS =
      MAPPER
          .readerFor(ModelTraits.class)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** What a node says of itself alone; all the rest is inherited. */
  private static final List<String> OWN =
      List.of("id", "idPrefixes", "names", "displayName", "hidden");

  private static final KnownModels BUILT_IN = load();

  private final Instant revised;
  private final Map<String, List<String>> geographies = new LinkedHashMap<>();
  private final Map<String, Description> models = new LinkedHashMap<>();
  private final List<Description> families = new ArrayList<>();

  private KnownModels(JsonNode catalogue) throws IOException {
    revised = Instant.parse(catalogue.path("revised").asText());
    for (Map.Entry<String, JsonNode> geography : catalogue.path("geographies").properties()) {
      geographies.put(geography.getKey(), strings(geography.getValue()));
    }
    read(MAPPER.createObjectNode(), catalogue.path("models"));
  }

  /** The one that comes with the library. */
  static KnownModels builtIn() {
    return BUILT_IN;
  }

  /** When the catalogue was last brought up to date. */
  Instant revised() {
    return revised;
  }

  /** Every model, in the order of the resource. */
  List<Description> all() {
    return List.copyOf(models.values());
  }

  /** A model by its foundation model's id, whose context variants ({@code …:200k}) are the same. */
  Optional<Description> find(String id) {
    String key = id.toLowerCase(Locale.ROOT);
    Description exact = models.get(key);
    int colon = key.lastIndexOf(':');
    return exact == null && colon > 0
        ? Optional.ofNullable(models.get(key.substring(0, colon)))
        : Optional.ofNullable(exact);
  }

  /** What is known of a foundation model: of itself, or else of its family, or else nothing. */
  Description describe(String id) {
    return find(id).orElseGet(() -> familyOf(id.toLowerCase(Locale.ROOT)));
  }

  /** Whether inference profiles begin so. */
  boolean isGeography(String prefix) {
    return prefix.equals(GLOBAL) || geographies.containsKey(prefix);
  }

  /** Geographies that hold a region, the narrowest first. */
  List<String> geographiesOf(String region) {
    return geographies.keySet().stream()
        .filter(geography -> geographies.getOrDefault(geography, List.of()).contains(region))
        .toList();
  }

  /** Where a geography stands among the others, the narrowest first; unknown ones are last. */
  int breadthOf(String geography) {
    int index = List.copyOf(geographies.keySet()).indexOf(geography);
    return index < 0 ? geographies.size() : index;
  }

  /**
   * ModelTraits with some of them said anew.
   *
   * @param said traits by the names that {@link ModelTraits} and the catalogue give them
   * @throws IllegalArgumentException if there is no such trait, or no such value
   */
  static ModelTraits with(ModelTraits traits, Map<String, ?> said) {
    ObjectNode tree = MAPPER.valueToTree(traits);
    merge(tree, grouped(tree, MAPPER.valueToTree(said)));
    try {
      return TRAITS.readValue(tree);
    } catch (IOException e) {
      throw new IllegalArgumentException("bad value among the traits " + said.keySet(), e);
    }
  }

  /** What is said, with traits that stand without their group put into the one that has them. */
  private static ObjectNode grouped(ObjectNode traits, ObjectNode said) {
    ObjectNode grouped = MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> trait : said.properties()) {
      String name = trait.getKey();
      List<String> groups =
          traits.properties().stream()
              .filter(group -> group.getValue().has(name))
              .map(Map.Entry::getKey)
              .toList();
      if (traits.has(name) || groups.size() != 1) {
        grouped.set(name, trait.getValue());
      } else {
        grouped.withObject("/" + groups.get(0)).set(name, trait.getValue());
      }
    }
    return grouped;
  }

  /** Lays what is said anew over what stands there, group by group. */
  private static void merge(ObjectNode traits, JsonNode said) {
    for (Map.Entry<String, JsonNode> trait : said.properties()) {
      String name = trait.getKey();
      if (!traits.has(name)) {
        throw new IllegalArgumentException("unknown trait of a model: \"" + name + "\"");
      }
      if (traits.get(name) instanceof ObjectNode group && trait.getValue().isObject()) {
        merge(group, trait.getValue());
      } else {
        traits.set(name, trait.getValue());
      }
    }
  }

  private Description familyOf(String id) {
    Description best = families.get(0);
    int longest = 0;
    for (Description family : families) {
      for (String prefix : family.idPrefixes()) {
        if (id.startsWith(prefix) && prefix.length() > longest) {
          best = family;
          longest = prefix.length();
        }
      }
    }
    return best;
  }

  private void read(ObjectNode inherited, JsonNode node) throws IOException {
    ObjectNode merged = inherit(inherited, node);
    if (node.has("id")) {
      Description model = description(merged);
      if (models.put(model.id().toLowerCase(Locale.ROOT), model) != null) {
        throw new IllegalStateException("the catalogue has " + model.id() + " twice");
      }
    } else if (node.has("idPrefixes")) {
      families.add(description(merged));
    }
    for (JsonNode child : node.path("of")) {
      read(merged, child);
    }
  }

  private static ObjectNode inherit(ObjectNode inherited, JsonNode node) {
    ObjectNode merged = inherited.deepCopy();
    merged.remove(OWN);
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals("traits")) {
        for (Map.Entry<String, JsonNode> trait : field.getValue().properties()) {
          if (trait.getValue().isObject()) {
            merged.withObject("/traits/" + trait.getKey()).setAll((ObjectNode) trait.getValue());
          } else {
            merged.withObject("/traits").set(trait.getKey(), trait.getValue());
          }
        }
      } else if (!field.getKey().equals("of")) {
        merged.set(field.getKey(), field.getValue());
      }
    }
    return merged;
  }

  private static Description description(ObjectNode node) throws IOException {
    List<String> profiles = strings(node.path("profiles"));
    boolean everywhere = profiles.isEmpty() && !node.has("onDemand");
    return new Description(
        node.path("id").asText(),
        strings(node.path("idPrefixes")),
        strings(node.path("names")),
        node.path("displayName").asText(),
        node.path("provider").asText(),
        node.path("family").asText(),
        profiles,
        everywhere ? null : strings(node.path("onDemand")),
        strings(node.path("notFrom")),
        node.path("hidden").asBoolean(),
        TRAITS.readValue(node.path("traits")));
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>(array.size());
    array.forEach(element -> strings.add(element.asText()));
    return List.copyOf(strings);
  }

  private static KnownModels load() {
    try (InputStream resource = KnownModels.class.getResourceAsStream("catalogue.json")) {
      if (resource == null) {
        throw new IllegalStateException("catalogue.json is missing from the library");
      }
      return new KnownModels(MAPPER.readTree(resource));
    } catch (IOException e) {
      throw new UncheckedIOException("catalogue.json cannot be read", e);
    }
  }
}
