package io.aiportal.ollama.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the keys of JSON objects other names, at any depth. */
public final class JsonKeys {

  private JsonKeys() {}

  /** An object in its order, with the keys that {@code names} has under their new names. */
  public static Map<String, @Nullable Object> renamed(Map<?, ?> object, Map<String, String> names) {
    Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
    object.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          renamed.put(names.getOrDefault(name, name), renamed(value, names));
        });
    return renamed;
  }

  /** Any JSON value, with the keys of the objects in it under their new names. */
  public static @Nullable Object renamed(@Nullable Object value, Map<String, String> names) {
    if (value instanceof Map<?, ?> object) {
      return renamed(object, names);
    }
    if (value instanceof List<?> array) {
      List<@Nullable Object> renamed = new ArrayList<>(array.size());
      array.forEach(element -> renamed.add(renamed(element, names)));
      return renamed;
    }
    return value;
  }
}
