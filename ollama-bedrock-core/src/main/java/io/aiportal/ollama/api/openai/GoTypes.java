package io.aiportal.ollama.api.openai;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Go calls the types of JSON values; Ollama's error messages name them so. */
final class GoTypes {

  private GoTypes() {}

  /** What Go calls the type that it reads a value as, if it may be any. */
  static String of(@Nullable Object value) {
    if (value == null) {
      return "<nil>";
    }
    if (value instanceof Map) {
      return "map[string]interface {}";
    }
    if (value instanceof List) {
      return "[]interface {}";
    }
    return value instanceof Boolean ? "bool" : "float64";
  }

  /** What Go calls the kind of a value where it does not fit its type. */
  static String kind(@Nullable Object value) {
    if (value instanceof Map) {
      return "object";
    }
    if (value instanceof List) {
      return "array";
    }
    if (value instanceof String) {
      return "string";
    }
    return value instanceof Boolean ? "bool" : "number";
  }
}
