package io.aiportal.ollama.bedrock;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents inside this package's records: maps in the order they came, lists, strings,
 * numbers, booleans and nulls.
 */
final class Documents {

  private Documents() {}

  static Map<String, @Nullable Object> unmodifiable(Map<String, ? extends @Nullable Object> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(map));
  }
}
