package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.JsonScanner.Verdict;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows what may be a tool call in a text, character by character from its beginning on. */
abstract class CallScanner {

  /** What was read so far. */
  final StringBuilder read = new StringBuilder();

  /** Reads the next character; not to be called after a verdict other than incomplete. */
  Verdict next(char c) {
    read.append(c);
    return follow(c);
  }

  abstract Verdict follow(char c);

  /** The calls of what is complete; null if it only looked like some. */
  abstract @Nullable List<WrittenCall> calls();

  /** A JSON object or array that begins with the first character. */
  static final class Json extends CallScanner {

    private static final Set<String> FIRST_KEYS =
        Set.of("name", "type", "function", "parameters", "arguments", "input", "id");

    private final JsonScanner json = new JsonScanner();
    private int keyStart = -1;
    private boolean keyed;
    private boolean valid;

    @Override
    Verdict follow(char c) {
      Verdict verdict = json.next(c);
      valid = verdict == Verdict.INCOMPLETE;
      return verdict == Verdict.INCOMPLETE && !keyed && !firstKey(c) ? Verdict.BROKEN : verdict;
    }

    /** Whether the first key, as far as it is there, may be one of a call. */
    private boolean firstKey(char c) {
      if (keyStart < 0) {
        keyStart = c == '"' ? read.length() : -1;
        return c == '"' || c == '{' || (c == '[' && read.length() == 1) || c <= ' ';
      }
      if (c != '"') {
        return read.length() - keyStart <= 10;
      }
      keyed = true;
      return FIRST_KEYS.contains(read.substring(keyStart, read.length() - 1));
    }

    /** Follows the rest of JSON that is no call, or null where it is none either. */
    @Nullable JsonScanner rest() {
      return valid ? json : null;
    }

    @Override
    @Nullable List<WrittenCall> calls() {
      return WrittenCall.ofJson(read.toString(), true);
    }
  }

  /** What stands between two tags. */
  static final class Tag extends CallScanner {

    private final String open;
    private final String close;
    private final Function<String, @Nullable List<WrittenCall>> inside;

    /**
     * The tags, and who reads what stands between them, without the white space around it.
     *
     * @param close ends with {@code >}
     */
    Tag(String open, String close, Function<String, @Nullable List<WrittenCall>> inside) {
      this.open = open;
      this.close = close;
      this.inside = inside;
    }

    @Override
    Verdict follow(char c) {
      int from = read.length() - close.length();
      boolean closed = c == '>' && from >= 0 && read.indexOf(close, from) == from;
      return closed ? Verdict.COMPLETE : Verdict.INCOMPLETE;
    }

    @Override
    @Nullable List<WrittenCall> calls() {
      return inside.apply(read.substring(open.length(), read.length() - close.length()).strip());
    }
  }

  /** What stands behind {@code [TOOL_CALLS]}: an array of calls, or a name and its arguments. */
  static final class Word extends CallScanner {

    private static final String ARGS = "[ARGS]";
    private static final int MAX_NAME = 256;

    private final JsonScanner json = new JsonScanner();
    private int jsonStart = -1;

    @Override
    Verdict follow(char c) {
      if (read.length() <= CallText.TOOL_CALLS.length()) {
        return Verdict.INCOMPLETE;
      }
      if (jsonStart < 0 && !isJsonStart(c)) {
        int length = read.length() - CallText.TOOL_CALLS.length();
        return length > MAX_NAME ? Verdict.BROKEN : Verdict.INCOMPLETE;
      }
      if (jsonStart < 0) {
        jsonStart = read.length() - 1;
      }
      return json.next(c);
    }

    private boolean isJsonStart(char c) {
      return c == '{' || (c == '[' && name().isEmpty());
    }

    private String name() {
      int end = jsonStart < 0 ? read.length() - 1 : jsonStart;
      return read.substring(CallText.TOOL_CALLS.length(), end).strip();
    }

    @Override
    @Nullable List<WrittenCall> calls() {
      String name = name();
      String arguments = read.substring(jsonStart);
      if (name.isEmpty()) {
        return WrittenCall.ofJson(arguments, false);
      }
      String tool = name.endsWith(ARGS) ? name.substring(0, name.length() - ARGS.length()) : name;
      int id = tool.indexOf("[CALL_ID]");
      Map<String, @Nullable Object> object = JsonObjects.parse(arguments);
      return object == null
          ? null
          : List.of(new WrittenCall((id < 0 ? tool : tool.substring(0, id)).strip(), object));
    }
  }
}
