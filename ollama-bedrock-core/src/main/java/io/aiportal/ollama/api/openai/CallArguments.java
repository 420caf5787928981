package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoSyntax;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.nio.charset.StandardCharsets;
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

  /**
   * The same of an item of a response, of which Ollama also says what is wrong.
   *
   * @throws CallException 400, in Ollama's words, if it is no JSON object
   */
  static Map<String, @Nullable Object> parseOfResponse(String text) {
    try {
      return parse(text);
    } catch (CallException invalid) {
      throw CallException.badRequest("failed to parse function call arguments: " + fault(text));
    }
  }

  private static String fault(String text) {
    try {
      GoSyntax.check(text.getBytes(StandardCharsets.UTF_8));
    } catch (CallException syntax) {
      return syntax.getMessage();
    }
    return "it is not an object";
  }

  /** Arguments as text. */
  static String write(Map<String, @Nullable Object> arguments) {
    return JsonObjects.write(arguments);
  }
}
