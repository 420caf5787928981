package io.aiportal.ollama.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What names mean in one catalogue, found once for each.
 *
 * <p>A request asks for its model several times, and most requests ask for the same few. Callers
 * make up names, so there are no more than so many, and none that is long.
 */
final class KnownMeanings {

  private static final int MOST = 1_000;

  private static final int LONGEST = 256;

  private final Map<String, ModelResolution> known = new ConcurrentHashMap<>();
  private final Function<String, ModelResolution> find;

  /** Meanings that are found so; the same name always means the same. */
  KnownMeanings(Function<String, ModelResolution> find) {
    this.find = find;
  }

  /** What a name means. */
  ModelResolution of(String name) {
    ModelResolution meaning = known.get(name);
    if (meaning == null) {
      meaning = find.apply(name);
      if (known.size() >= MOST) {
        known.clear();
      }
      if (name.length() <= LONGEST) {
        known.put(name, meaning);
      }
    }
    return meaning;
  }
}
