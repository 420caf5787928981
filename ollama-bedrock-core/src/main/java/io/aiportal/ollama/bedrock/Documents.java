package io.aiportal.ollama.bedrock;

import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents inside this package's records: maps in the order they came, lists, strings,
 * numbers, booleans and nulls.
 */
public final class Documents {

  /**
   * How deep a document on the wire may be nested. Half of what the JSON libraries on the way take,
   * so that none of them is the one to fail, and more than a document of a call may be, so that
   * this limit speaks only where nobody has checked the call.
   */
  public static final int MAX_DEPTH = JsonObjects.MAX_DEPTH / 2;

  private Documents() {}

  static Map<String, @Nullable Object> unmodifiable(Map<String, ? extends @Nullable Object> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(map));
  }

  /**
   * The failure of a request whose document is nested too deep.
   *
   * @return status 400, with a sentence that says so
   */
  public static BedrockException tooDeepToSend() {
    return BedrockException.unsendable(
        "a JSON document in it is nested more than " + MAX_DEPTH + " levels deep");
  }

  /**
   * The failure of a request whose document holds what is no JSON value.
   *
   * @param value the value, or the name of a member that is no string
   * @return status 400, with a sentence that names its Java type
   */
  public static BedrockException noJson(@Nullable Object value) {
    return BedrockException.unsendable(
        "a JSON document in it holds " + JsonValues.refusal(value));
  }

  /** The failure of an answer whose document is nested too deep. */
  public static BedrockException tooDeepToRead() {
    return new BedrockException(
        BedrockException.Kind.CORRUPT,
        "a JSON document in it is nested more than " + MAX_DEPTH + " levels deep",
        null);
  }

  /**
   * A tool's input as Bedrock gave it: an object, or a text that holds one, as some families write
   * it; nothing at all is a call without arguments.
   *
   * @throws BedrockException of kind {@link BedrockException.Kind#CORRUPT} if it is anything else
   */
  public static Map<String, @Nullable Object> toolInput(@Nullable Object input) {
    if (input == null || (input instanceof String text && text.isBlank())) {
      return Map.of();
    }
    Map<String, @Nullable Object> parsed = object(input);
    if (parsed == null) {
      throw new BedrockException(
          BedrockException.Kind.CORRUPT, "a tool's input is no JSON object", null);
    }
    if (isDeeperThan(MAX_DEPTH, parsed)) {
      throw tooDeepToRead();
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
