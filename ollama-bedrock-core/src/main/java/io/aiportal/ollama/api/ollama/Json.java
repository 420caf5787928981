package io.aiportal.ollama.api.ollama;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects inside records: maps in the order they came, null values allowed. */
final class Json {

  private Json() {}

  static Map<String, @Nullable Object> unmodifiable(Map<String, ? extends @Nullable Object> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(map));
  }
}
