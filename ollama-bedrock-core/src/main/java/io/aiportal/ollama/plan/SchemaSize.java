package io.aiportal.ollama.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures a JSON value, roughly as its text is long, and gathers the keys of properties in it. */
final class SchemaSize {

  /** What a value counts beside its text. */
  static final int EACH = 8;

  private SchemaSize() {}

  /** The size of a value with everything in it; {@code keys} gets what may be property keys. */
  static long of(@Nullable Object value, Set<String> keys) {
    long size = shallow(value);
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        size += shallow(entry.getKey()) + of(entry.getValue(), keys);
        if ("properties".equals(entry.getKey()) && entry.getValue() instanceof Map<?, ?> named) {
          named.keySet().forEach(key -> keys.add(String.valueOf(key)));
        }
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        size += of(element, keys);
      }
    }
    return size;
  }

  /** The size of a value without what is in it. */
  static int shallow(@Nullable Object value) {
    return value instanceof String text ? EACH + text.length() : EACH;
  }
}
