package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.JsonScanner.Verdict;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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

  /** Takes away what was read behind the end of what is complete. */
  String takeRest() {
    return "";
  }

  /** The calls of what the text ends in, and what is not complete; null for none. */
  @Nullable List<WrittenCall> callsAtEnd() {
    return null;
  }

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

  /** What stands between two tags; behind JSON, which tells its end, the second may be missing. */
  static final class Tag extends CallScanner {

    /** As much white space as may stand before the second tag, and that itself, in characters. */
    private static final int MAX_BEHIND = 128;

    private final String open;
    private final String close;
    private final Function<String, @Nullable List<WrittenCall>> inside;
    private @Nullable JsonScanner json;
    private boolean plain;
    private boolean closed;
    private int jsonEnd = -1;

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
      if (jsonEnd >= 0) {
        return behindJson();
      }
      if (!plain && read.length() > open.length() && c > ' ') {
        inJson(c);
      }
      int from = read.length() - close.length();
      closed = json == null && c == '>' && from >= 0 && read.indexOf(close, from) == from;
      return closed ? Verdict.COMPLETE : Verdict.INCOMPLETE;
    }

    private void inJson(char c) {
      JsonScanner open = json == null && (c == '{' || c == '[') ? new JsonScanner() : json;
      Verdict verdict = open == null ? Verdict.BROKEN : open.next(c);
      json = verdict == Verdict.BROKEN ? null : open;
      plain = verdict == Verdict.BROKEN;
      jsonEnd = verdict == Verdict.COMPLETE ? read.length() : -1;
    }

    private Verdict behindJson() {
      String behind = read.substring(jsonEnd).stripLeading();
      closed = behind.equals(close);
      boolean open = close.startsWith(behind) && !closed && read.length() - jsonEnd < MAX_BEHIND;
      return open ? Verdict.INCOMPLETE : Verdict.COMPLETE;
    }

    @Override
    String takeRest() {
      if (closed || jsonEnd < 0) {
        return "";
      }
      String rest = read.substring(jsonEnd);
      read.setLength(jsonEnd);
      return rest;
    }

    @Override
    @Nullable List<WrittenCall> calls() {
      int end = closed ? read.length() - close.length() : read.length();
      return inside.apply(read.substring(open.length(), end).strip());
    }

    @Override
    @Nullable List<WrittenCall> callsAtEnd() {
      takeRest();
      return jsonEnd < 0 ? null : calls();
    }
  }

  /** A list of calls as Python has it, perhaps between tags. */
  static final class Python extends CallScanner {

    private static final int MAX_BLANKS = 64;

    private final Predicate<String> beginsName;
    private final Predicate<String> isName;
    private boolean named;
    private char quote;
    private boolean escaped;
    private int depth;

    /**
     * A list that begins with the next character.
     *
     * @param beginsName whether a tool's name begins so
     * @param isName whether a tool is called so
     */
    Python(Predicate<String> beginsName, Predicate<String> isName) {
      this.beginsName = beginsName;
      this.isName = isName;
    }

    /** Whether a tool was named, so that what was read can hardly be anything else. */
    boolean isNamed() {
      return named;
    }

    @Override
    Verdict follow(char c) {
      if (!named) {
        return inName(c);
      }
      if (quote != 0) {
        quote = c == quote && !escaped ? 0 : quote;
        escaped = c == '\\' && !escaped;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else {
        depth += "[({".indexOf(c) >= 0 ? 1 : "])}".indexOf(c) >= 0 ? -1 : 0;
      }
      return depth == 0 ? Verdict.COMPLETE : Verdict.INCOMPLETE;
    }

    private Verdict inName(char c) {
      String name = read.substring(1).strip();
      if (c == '(') {
        named = isName.test(name.substring(0, name.length() - 1).strip());
        depth = 2;
        return named ? Verdict.INCOMPLETE : Verdict.BROKEN;
      }
      boolean blank = name.isEmpty() && read.length() <= MAX_BLANKS;
      return blank || (!name.isEmpty() && beginsName.test(name))
          ? Verdict.INCOMPLETE
          : Verdict.BROKEN;
    }

    @Override
    @Nullable List<WrittenCall> calls() {
      return PythonCalls.of(read.toString());
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
