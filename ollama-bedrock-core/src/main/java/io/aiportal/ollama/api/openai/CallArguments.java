package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of a tool call, which OpenAI's API holds as text. */
final class CallArguments {

  private CallArguments() {}

  /**
   * The arguments that a text holds; none where it holds nothing, as clients write calls that came
   * without any.
   *
   * @throws CallException 400, in Ollama's words, if it is no JSON object
   */
  static Map<String, @Nullable Object> parse(String text) {
    if (text.isBlank() || text.strip().equals("null")) {
      return Map.of();
    }
    Map<String, @Nullable Object> arguments = JsonObjects.parse(text);
    if (arguments == null) {
      throw CallException.badRequest("invalid tool call arguments");
    }
    return arguments;
  }

  /** Arguments as text. */
  static String write(Map<String, @Nullable Object> arguments) {
    return JsonObjects.write(arguments);
  }
}
