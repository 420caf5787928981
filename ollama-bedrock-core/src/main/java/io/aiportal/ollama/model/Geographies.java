package io.aiportal.ollama.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The geographies that inference profiles are made for, and the regions of each. */
final class Geographies {

  /** What the ids of profiles begin with that may send a call to any region. */
  static final String GLOBAL = "global";

  private final Map<String, Set<String>> regions = new LinkedHashMap<>();
  private final Map<String, Integer> ranks = new LinkedHashMap<>();

  /**
   * Geographies with their regions.
   *
   * @param regions the regions by geography, the narrowest geography first
   */
  Geographies(Map<String, List<String>> regions) {
    regions.forEach(
        (geography, names) -> {
          this.ranks.put(geography, this.ranks.size());
          this.regions.put(geography, Set.copyOf(names));
        });
  }

  /** The names of all geographies but the global one, the narrowest first. */
  List<String> names() {
    return List.copyOf(regions.keySet());
  }

  /** Whether ids of inference profiles begin so. */
  boolean isGeography(String prefix) {
    return prefix.equals(GLOBAL) || regions.containsKey(prefix);
  }

  /** The geographies that hold a region, the narrowest first. */
  List<String> around(String region) {
    return regions.entrySet().stream()
        .filter(geography -> geography.getValue().contains(region))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Whether a geography holds a region. A region that no geography knows, because it is new, is
   * taken for one of the geography that its name begins with.
   */
  boolean holds(String geography, String region) {
    List<String> around = around(region);
    return around.isEmpty() ? region.startsWith(geography + "-") : around.contains(geography);
  }

  /** How wide a geography is beside others: unknown ones are wide, the global one is the widest. */
  int breadthOf(String geography) {
    return ranks.getOrDefault(
        geography, geography.equals(GLOBAL) ? ranks.size() + 1 : ranks.size());
  }
}
