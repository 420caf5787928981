package io.aiportal.ollama.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The models that the library knows, from the resource {@code catalogue.json}. */
final class BuiltInCatalogue {

  private static final BuiltInCatalogue BUILT_IN = CatalogueResource.read("catalogue.json");

  private final Instant revised;
  private final Geographies geographies;
  private final Map<String, CatalogueEntry> models = new LinkedHashMap<>();
  private final List<CatalogueEntry> families = new ArrayList<>();

  /**
   * A catalogue of entries.
   *
   * @param revised when it was last brought up to date
   * @param entries models, and families for those that are no models of the catalogue; the first
   *     family is that of models of which nothing is known
   */
  BuiltInCatalogue(Instant revised, Geographies geographies, List<CatalogueEntry> entries) {
    this.revised = revised;
    this.geographies = geographies;
    for (CatalogueEntry entry : entries) {
      if (entry.isFamily()) {
        families.add(entry);
      } else if (models.put(lower(entry.id()), entry) != null) {
        throw new IllegalArgumentException("the catalogue has " + entry.id() + " twice");
      }
    }
  }

  /** The one that comes with the library. */
  static BuiltInCatalogue builtIn() {
    return BUILT_IN;
  }

  /** When the catalogue was last brought up to date. */
  Instant revised() {
    return revised;
  }

  /** The geographies of inference profiles. */
  Geographies geographies() {
    return geographies;
  }

  /** Every model, in the order of the resource. */
  List<CatalogueEntry> models() {
    return List.copyOf(models.values());
  }

  /** A model by its foundation model's id, whose context variants ({@code …:200k}) are the same. */
  Optional<CatalogueEntry> find(String id) {
    String key = lower(id);
    CatalogueEntry exact = models.get(key);
    int colon = key.lastIndexOf(':');
    return exact == null && colon != -1
        ? Optional.ofNullable(models.get(key.substring(0, colon)))
        : Optional.ofNullable(exact);
  }

  /** What is known of a foundation model: of itself, or else of its family, or else nothing. */
  CatalogueEntry describe(String id) {
    return find(id).orElseGet(() -> familyOf(lower(id)));
  }

  /** The entry of models of which nothing is known. */
  CatalogueEntry unknown() {
    return families.get(0);
  }

  private CatalogueEntry familyOf(String id) {
    CatalogueEntry best = unknown();
    int longest = 0;
    for (CatalogueEntry family : families) {
      for (String prefix : family.idPrefixes()) {
        if (id.startsWith(prefix) && prefix.length() > longest) {
          best = family;
          longest = prefix.length();
        }
      }
    }
    return best;
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
