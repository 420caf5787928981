package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads sections in which models write one call behind the other, each between marks of its own.
 * Every method gives null for what is no such section from its first to its last character.
 */
final class WrittenSections {

  private static final String CALL = "<|tool_call_begin|>";
  private static final String ARGUMENTS = "<|tool_call_argument_begin|>";
  private static final String CALL_END = "<|tool_call_end|>";

  /** What Kimi puts around the name of a tool to make it the id of a call. */
  private static final Pattern AROUND_NAME = Pattern.compile("^functions\\.|:\\d+$");

  private static final String TOKEN_CALL = "<｜tool▁call▁begin｜>";
  private static final String TOKEN_SEPARATOR = "<｜tool▁sep｜>";
  private static final String TOKEN_CALL_END = "<｜tool▁call▁end｜>";
  private static final String KIND = "function" + TOKEN_SEPARATOR;
  private static final String FENCE = "```json";
  private static final String FENCE_END = "```";

  private static final String STRING = "string=\"true\"";

  private WrittenSections() {}

  /** Kimi's: the id of a call, and its arguments. */
  static @Nullable List<WrittenCall> ofSection(String inside) {
    List<WrittenCall> calls = new ArrayList<>();
    for (String one : between(inside, CALL, CALL_END)) {
      int end = one.indexOf(ARGUMENTS);
      if (end < 0) {
        return null;
      }
      String name = AROUND_NAME.matcher(one.substring(0, end).strip()).replaceAll("");
      if (!add(name, one.substring(end + ARGUMENTS.length()), calls)) {
        return null;
      }
    }
    return calls.isEmpty() ? null : calls;
  }

  /** DeepSeek's: a name and its arguments, or the word {@code function}, a name, and a fence. */
  static @Nullable List<WrittenCall> ofTokens(String inside) {
    List<WrittenCall> calls = new ArrayList<>();
    for (String one : between(inside, TOKEN_CALL, TOKEN_CALL_END)) {
      String call = one.startsWith(KIND) ? one.substring(KIND.length()) : one;
      String separator = one.startsWith(KIND) ? FENCE : TOKEN_SEPARATOR;
      int end = call.indexOf(separator);
      if (end < 0) {
        return null;
      }
      String arguments = call.substring(end + separator.length()).strip();
      boolean fenced = separator.equals(FENCE) && arguments.endsWith(FENCE_END);
      String json =
          fenced ? arguments.substring(0, arguments.length() - FENCE_END.length()) : arguments;
      if (!add(call.substring(0, end).strip(), json, calls)) {
        return null;
      }
    }
    return calls.isEmpty() ? null : calls;
  }

  private static boolean add(String name, String json, List<WrittenCall> calls) {
    Map<String, @Nullable Object> arguments =
        json.isBlank() ? Map.of() : JsonObjects.parse(json.strip());
    return arguments != null && calls.add(new WrittenCall(name, arguments));
  }

  /**
   * MiniMax's, and DeepSeek's of later models: a tag for each call, and in it one for each
   * parameter.
   *
   * @param mark stands at the beginning of each tag's name
   * @param texts the parameters that are texts, by the names of their tools
   */
  static @Nullable List<WrittenCall> ofInvokes(
      String inside, String mark, Function<String, Set<String>> texts) {
    List<WrittenCall> calls = new ArrayList<>();
    for (String one : between(inside, "<" + mark + "invoke name=", "</" + mark + "invoke>")) {
      int end = one.indexOf('>');
      if (end < 0) {
        return null;
      }
      String name = unquoted(one.substring(0, end));
      Set<String> ofTool = texts.apply(name);
      Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
      String body = one.substring(end + 1).strip();
      List<String> parameters =
          between(body, "<" + mark + "parameter name=", "</" + mark + "parameter>");
      if (parameters.isEmpty() && !body.isEmpty()) {
        return null;
      }
      for (String parameter : parameters) {
        int close = parameter.indexOf('>');
        if (close < 0) {
          return null;
        }
        String head = parameter.substring(0, close);
        String key = unquoted(head);
        boolean text = ofTool.contains(key) || head.contains(STRING);
        arguments.put(
            key, WrittenCall.value(WrittenCall.withoutFrame(parameter.substring(close + 1)), text));
      }
      calls.add(new WrittenCall(name, arguments));
    }
    return calls.isEmpty() ? null : calls;
  }

  /** What stands in quotation marks at the beginning; nothing where there are none. */
  private static String unquoted(String text) {
    int end = text.indexOf('"', 1);
    return text.startsWith("\"") && end > 0 ? text.substring(1, end) : "";
  }

  /** The parts of a text that is nothing but these marks and parts; none for any other. */
  static List<String> between(String text, String open, String close) {
    List<String> parts = new ArrayList<>();
    int at = behindBlanks(text, 0);
    while (at < text.length()) {
      int from = at + open.length();
      int end = text.indexOf(close, from);
      if (!text.startsWith(open, at) || end < 0) {
        return List.of();
      }
      parts.add(text.substring(from, end));
      at = behindBlanks(text, end + close.length());
    }
    return parts;
  }

  private static int behindBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
