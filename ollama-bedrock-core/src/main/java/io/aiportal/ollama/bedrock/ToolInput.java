package io.aiportal.ollama.bedrock;

import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the input of a tool call. */
final class ToolInput {

  private ToolInput() {}

  /**
   * A tool's input as Bedrock gave it: an object, or a text that holds one, as some families write
   * it; a blank text is a call without arguments.
   *
   * @return null if it is anything else
   * @throws BedrockException if it is nested too deep
   */
  static @Nullable Map<String, @Nullable Object> of(@Nullable Object input) {
    Map<String, @Nullable Object> parsed = object(input);
    if (parsed != null && isDeeperThan(JsonObjects.MAX_WIRE_DEPTH, parsed)) {
      throw new BedrockException(BedrockException.Kind.CORRUPT, JsonValues.TOO_DEEP, null);
    }
    return parsed;
  }

  private static @Nullable Map<String, @Nullable Object> object(@Nullable Object input) {
    if (input instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
      return members;
    }
    if (input instanceof String text) {
      return text.isBlank() ? Map.of() : JsonObjects.parse(text);
    }
    return null;
  }

  private static boolean isDeeperThan(int levels, @Nullable Object value) {
    Collection<?> members =
        value instanceof Map<?, ?> map
            ? map.values()
            : value instanceof List<?> list ? list : List.of();
    boolean nested = value instanceof Map || value instanceof List;
    return nested
        && (levels == 0 || members.stream().anyMatch(member -> isDeeperThan(levels - 1, member)));
  }
}
