package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.internal.json.JsonObjects;
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
   * it; nothing at all is a call without arguments.
   *
   * @throws BedrockException of kind {@link BedrockException.Kind#CORRUPT} if it is anything else
   */
  static Map<String, @Nullable Object> of(@Nullable Object input) {
    if (input == null || (input instanceof String text && text.isBlank())) {
      return Map.of();
    }
    Map<String, @Nullable Object> parsed = object(input);
    if (parsed == null) {
      throw new BedrockException(
          BedrockException.Kind.CORRUPT, "a tool's input is no JSON object", null);
    }
    if (isDeeperThan(JsonObjects.MAX_WIRE_DEPTH, parsed)) {
      throw SdkDocuments.tooDeepToRead();
    }
    return parsed;
  }

  private static @Nullable Map<String, @Nullable Object> object(Object input) {
    if (input instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
      return members;
    }
    return input instanceof String text ? JsonObjects.parse(text) : null;
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
