package io.aiportal.ollama.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The keys of a schema's properties, there and back: models take fewer characters than JSON.
 *
 * <p>A key that fits stays as it is. Any other gets one that ends in a mark, so that no key of the
 * caller's, nor one that a model makes up, is taken for it.
 */
final class PropertyKeys {

  /** Keys that all stay as they are. */
  static final PropertyKeys SAME = new PropertyKeys();

  private static final int MAX_LENGTH = 64;
  private static final int STEM_LENGTH = 40;

  private final Map<String, String> bedrockKeys = new LinkedHashMap<>();
  private final Map<String, String> callersKeys = new HashMap<>();

  private PropertyKeys() {}

  /** The keys of one schema, in any order that is always the same. */
  static PropertyKeys of(Set<String> keys) {
    if (keys.stream().allMatch(PropertyKeys::fits)) {
      return SAME;
    }
    PropertyKeys naming = new PropertyKeys();
    Set<String> taken = new HashSet<>(keys);
    Map<String, Integer> counts = new HashMap<>();
    for (String key : keys) {
      if (!fits(key)) {
        String stem = stem(key);
        String name = stem;
        while (!taken.add(name)) {
          // One count for all keys of a stem, so that no candidate is tried twice.
          name = stem + "_" + counts.merge(stem, 1, Integer::sum);
        }
        naming.bedrockKeys.put(key, name);
        naming.callersKeys.put(name, key);
      }
    }
    return naming;
  }

  /** Whether models take a key. */
  static boolean fits(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (!isAllowed(key.charAt(i))) {
        return false;
      }
    }
    return !key.isEmpty() && key.length() <= MAX_LENGTH;
  }

  /** The key that Bedrock is given for one of the caller's. */
  String toBedrock(String key) {
    return bedrockKeys.getOrDefault(key, key);
  }

  /** Bedrock's keys by the caller's, where the two differ. */
  Map<String, String> bedrockKeys() {
    return bedrockKeys;
  }

  /** The caller's keys by Bedrock's, where the two differ. */
  Map<String, String> callersKeys() {
    return callersKeys;
  }

  private static String stem(String key) {
    StringBuilder stem = new StringBuilder();
    for (int i = 0; i < key.length() && stem.length() < STEM_LENGTH; i++) {
      stem.append(isAllowed(key.charAt(i)) ? key.charAt(i) : '_');
    }
    return stem + String.format("_%08x", key.hashCode());
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }
}
