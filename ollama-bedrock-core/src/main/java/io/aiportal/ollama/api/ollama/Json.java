package io.aiportal.ollama.api.ollama;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON inside records: what is missing is empty, objects keep their order and their nulls. */
final class Json {

  private Json() {}

  static Map<String, @Nullable Object> unmodifiable(
      @Nullable Map<String, ? extends @Nullable Object> map) {
    return map == null
        ? Map.of()
        : Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(map));
  }

  /** The elements of a list; those that are null count as missing. */
  static <T> List<T> list(@Nullable List<? extends @Nullable T> list) {
    return list == null || list.isEmpty()
        ? List.of()
        : list.stream().filter(Objects::nonNull).<T>map(e -> e).toList();
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
