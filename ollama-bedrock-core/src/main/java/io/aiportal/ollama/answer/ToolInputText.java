package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The input of a tool call as it arrives: fragments of JSON text.
 *
 * <p>They are passed on as they come once it is seen that they begin an object. What begins
 * otherwise may still be a string that holds one, and is passed on when that is known.
 */
final class ToolInputText {

  private final StringBuilder json = new StringBuilder();
  private final SurrogatePairs characters = new SurrogatePairs();
  private int start;
  private int passed;

  /** Takes a fragment. */
  void append(String fragment) {
    String whole = characters.join(0, fragment);
    ToolArguments.checkLength(json.length() + whole.length());
    json.append(whole);
  }

  /** Whether nothing but blanks has come. */
  boolean isBlank() {
    while (start < json.length() && json.charAt(start) <= ' ') {
      start++;
    }
    return start == json.length();
  }

  /** Whether it can be passed on as it comes. */
  private boolean isObject() {
    return !isBlank() && json.charAt(start) == '{';
  }

  /** What can be passed on now and was not yet; may be empty. */
  String take() {
    if (!isObject()) {
      return "";
    }
    String more = json.substring(passed);
    passed = json.length();
    return more;
  }

  /** What is left to be passed on of a call with these arguments; may be empty. */
  String takeRest(Map<String, @Nullable Object> arguments) {
    return isObject() ? take() : JsonObjects.write(arguments);
  }

  /**
   * The arguments, when no further fragment comes.
   *
   * @throws io.aiportal.ollama.chat.CallException if they are no complete JSON object
   */
  Map<String, @Nullable Object> arguments() {
    json.append(characters.end(0));
    return isBlank() ? Map.of() : ToolArguments.parse(json.toString());
  }
}
