package io.aiportal.ollama.api.openai;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Go calls the types of JSON values; Ollama's error messages name them so. */
final class GoTypes {

  private GoTypes() {}

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
}
