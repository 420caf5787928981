package io.aiportal.ollama.answer;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.WellFormed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a tool call: a JSON object of bounded size and depth, without half characters.
 *
 * <p>Whether they came in fragments or whole makes no difference: what is no such object is a
 * {@link CallException} with the same sentence.
 */
final class ToolArguments {

  /** More than any model can write in one answer: its longest has some 128,000 tokens. */
  static final int MAX_LENGTH = 4 * 1024 * 1024;

  private ToolArguments() {}

  /**
   * The arguments that a text is: an object, or a string that holds one or nothing, which some
   * models give.
   *
   * @throws CallException if it is anything else
   */
  static Map<String, @Nullable Object> parse(String json) {
    checkLength(json.length());
    checkDepth(json);
    Map<String, @Nullable Object> object = JsonObjects.parse(json);
    if (object == null) {
      String text = JsonObjects.parseString(json);
      object = text == null ? null : parseInner(text);
    }
    if (object == null) {
      throw notAnObject();
    }
    return checked(object);
  }

  private static @Nullable Map<String, @Nullable Object> parseInner(String json) {
    checkDepth(json);
    return json.isBlank() ? Map.of() : JsonObjects.parse(json);
  }

  /**
   * The arguments of a whole answer.
   *
   * @throws CallException if they are nested too deep
   */
  static Map<String, @Nullable Object> checked(Map<String, @Nullable Object> object) {
    return object(object, 1);
  }

  /** Refuses what has more characters than arguments may have. */
  static void checkLength(int length) {
    if (length > MAX_LENGTH) {
      throw CallException.badAnswer(
          "the model gave a tool call whose arguments have more than "
              + MAX_LENGTH
              + " characters; please try again");
    }
  }

  /** Before a parser sees them: brackets outside of strings, as far as the text is JSON. */
  private static void checkDepth(String json) {
    int depth = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      switch (json.charAt(i)) {
        case '"' -> inString = !inString;
        case '\\' -> i++;
        case '{', '[' -> depth += inString ? 0 : 1;
        case '}', ']' -> depth -= inString ? 0 : 1;
        default -> {}
      }
      checkDepth(depth);
    }
  }

  private static void checkDepth(int depth) {
    if (depth > JsonObjects.MAX_DOCUMENT_DEPTH) {
      throw CallException.badAnswer(
          "the model gave a tool call whose arguments are nested more than "
              + JsonObjects.MAX_DOCUMENT_DEPTH
              + " levels deep; please try again");
    }
  }

  private static Map<String, @Nullable Object> object(Map<?, ?> object, int depth) {
    checkDepth(depth);
    Map<String, @Nullable Object> checked = new LinkedHashMap<>();
    object.forEach(
        (key, value) -> checked.put(WellFormed.of(String.valueOf(key)), value(value, depth + 1)));
    return checked;
  }

  private static @Nullable Object value(@Nullable Object value, int depth) {
    if (value instanceof String text) {
      return WellFormed.of(text);
    }
    if (value instanceof Map<?, ?> object) {
      return object(object, depth);
    }
    if (value instanceof List<?> array) {
      checkDepth(depth);
      List<@Nullable Object> checked = new ArrayList<>(array.size());
      array.forEach(element -> checked.add(value(element, depth + 1)));
      return checked;
    }
    return value;
  }

  private static CallException notAnObject() {
    return CallException.badAnswer(
        "the model gave a tool call whose arguments are no JSON object; please try again");
  }
}
