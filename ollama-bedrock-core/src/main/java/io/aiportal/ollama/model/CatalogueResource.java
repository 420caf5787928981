package io.aiportal.ollama.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a catalogue of models from a resource; {@code catalogue.schema.json} explains its form. */
final class CatalogueResource {

  /** What a node says of itself alone; all the rest is inherited. */
  private static final List<String> OWN =
      List.of("id", "idPrefixes", "names", "displayName", "hidden");

  private final List<CatalogueEntry> entries = new ArrayList<>();
  private final JsonNode prices;

  private CatalogueResource(JsonNode prices) {
    this.prices = prices;
  }

  /** Reads a resource that lies beside this class. */
  static BuiltInCatalogue read(String name) {
    try (InputStream resource = CatalogueResource.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing from the library");
      }
      return read(TraitsJson.tree(resource));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** Reads a catalogue's JSON. */
  static BuiltInCatalogue read(JsonNode catalogue) throws IOException {
    Map<String, List<String>> geographies = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> geography : catalogue.path("geographies").properties()) {
      geographies.put(geography.getKey(), strings(geography.getValue()));
    }
    CatalogueResource resource = new CatalogueResource(catalogue.path("prices"));
    resource.add(JsonNodeFactory.instance.objectNode(), catalogue.path("models"));
    return new BuiltInCatalogue(
        Instant.parse(catalogue.path("revised").asText()),
        new Geographies(geographies),
        resource.entries);
  }

  private void add(ObjectNode inherited, JsonNode node) throws IOException {
    ObjectNode merged = inherit(inherited, node);
    if (node.has("id") || node.has("idPrefixes")) {
      entries.add(entry(merged));
    }
    for (JsonNode child : node.path("of")) {
      add(merged, child);
    }
  }

  private static ObjectNode inherit(ObjectNode inherited, JsonNode node) {
    ObjectNode merged = inherited.deepCopy();
    merged.remove(OWN);
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals("traits")) {
        TraitsJson.merge(merged.withObject("/traits"), field.getValue());
      } else if (!field.getKey().equals("of")) {
        merged.set(field.getKey(), field.getValue());
      }
    }
    return merged;
  }

  private CatalogueEntry entry(ObjectNode node) throws IOException {
    price(node);
    List<String> profiles = strings(node.path("profiles"));
    boolean silent = profiles.isEmpty() && !node.has("onDemand");
    return new CatalogueEntry(
        node.path("id").asText(),
        strings(node.path("idPrefixes")),
        strings(node.path("names")),
        node.path("displayName").asText(),
        node.path("provider").asText(),
        node.path("family").asText(),
        profiles,
        silent ? null : strings(node.path("onDemand")),
        strings(node.path("notFrom")),
        node.path("hidden").asBoolean(),
        traits(node));
  }

  private static ModelTraits traits(ObjectNode node) throws IOException {
    ModelTraits traits = TraitsJson.traits(node.path("traits"));
    return node.has("id") ? traits : unrestricted(traits);
  }

  /**
   * Of models that nobody has described, nothing is ruled out that some model of their family might
   * do: Bedrock has the last word.
   */
  private static ModelTraits unrestricted(ModelTraits traits) {
    if (!traits.can(Capability.COMPLETION)) {
      return traits;
    }
    Set<Capability> capabilities =
        EnumSet.of(Capability.COMPLETION, Capability.TOOLS, Capability.VISION, Capability.THINKING);
    return traits.toBuilder()
        .capabilities(capabilities)
        .limits(traits.limits().assumed())
        .media(new MediaTraits(true, true))
        .build();
  }

  /** Adds what a model costs; cached tokens cost what others do where nothing else is said. */
  private void price(ObjectNode node) {
    JsonNode price = prices.path("models").path(node.path("id").asText());
    if (price.isObject()) {
      ObjectNode whole = node.withObject("/traits").putObject("price");
      whole.set("cacheRead", price.path("input"));
      whole.set("cacheWrite", price.path("input"));
      whole.set("asOf", prices.path("asOf"));
      whole.setAll((ObjectNode) price);
    }
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>(array.size());
    array.forEach(element -> strings.add(element.asText()));
    return List.copyOf(strings);
  }
}
