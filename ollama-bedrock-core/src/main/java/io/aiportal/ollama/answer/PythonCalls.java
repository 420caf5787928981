package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads calls as Python has them, {@code [name(key="value", other=[1, None])]}, with arguments that
 * are named and literal.
 */
final class PythonCalls {

  private static final Pattern NAME = Pattern.compile("[\\w.-]+");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern WORD = Pattern.compile("[A-Za-z]+");
  private static final int MAX_DEPTH = 50;

  private final String text;
  private int at;

  private PythonCalls(String text) {
    this.text = text;
  }

  /** The calls of a list, or a single one; null for what is anything else. */
  static @Nullable List<WrittenCall> of(String text) {
    PythonCalls calls = new PythonCalls(text);
    try {
      List<WrittenCall> all = new ArrayList<>();
      if (calls.skip('[')) {
        do {
          all.add(calls.call());
        } while (calls.skip(','));
        calls.expect(']');
      } else {
        all.add(calls.call());
      }
      calls.blanks();
      return calls.at == text.length() ? all : null;
    } catch (NoCallException other) {
      return null;
    }
  }

  private WrittenCall call() {
    String name = word(NAME);
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    expect('(');
    while (!skip(')')) {
      String key = word(NAME);
      expect('=');
      arguments.put(key, value(0));
      if (!skip(',')) {
        expect(')');
        break;
      }
    }
    return new WrittenCall(name, arguments);
  }

  private @Nullable Object value(int depth) {
    blanks();
    if (depth > MAX_DEPTH || at == text.length()) {
      throw new NoCallException();
    }
    return switch (text.charAt(at)) {
      case '"', '\'' -> string();
      case '[' -> list(']', depth);
      case '(' -> list(')', depth);
      case '{' -> object(depth);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          JsonObjects.parseValue(word(NUMBER));
      default -> constant(word(WORD));
    };
  }

  private static @Nullable Object constant(String word) {
    return switch (word) {
      case "True", "true" -> true;
      case "False", "false" -> false;
      case "None", "null" -> null;
      default -> throw new NoCallException();
    };
  }

  private List<@Nullable Object> list(char end, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    at++;
    while (!skip(end)) {
      list.add(value(depth + 1));
      if (!skip(',')) {
        expect(end);
        break;
      }
    }
    return list;
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    at++;
    while (!skip('}')) {
      Object key = value(depth + 1);
      if (!(key instanceof String name)) {
        throw new NoCallException();
      }
      expect(':');
      object.put(name, value(depth + 1));
      if (!skip(',')) {
        expect('}');
        break;
      }
    }
    return object;
  }

  private String string() {
    char quote = text.charAt(at++);
    StringBuilder string = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      string.append(
          c == '\\' && at < text.length() ? escaped(text.charAt(at++)) : String.valueOf(c));
    }
    expect(quote);
    return string.toString();
  }

  /** What stands behind a backslash; what has no meaning there keeps it. */
  private String escaped(char c) {
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case '\n' -> "";
      case '\\', '\'', '"' -> String.valueOf(c);
      case 'x' -> code(2);
      case 'u' -> code(4);
      default -> "\\" + c;
    };
  }

  private String code(int digits) {
    int end = at + digits;
    if (end > text.length()) {
      throw new NoCallException();
    }
    try {
      int code = Integer.parseUnsignedInt(text, at, end, 16);
      at = end;
      return String.valueOf((char) code);
    } catch (NumberFormatException none) {
      throw new NoCallException();
    }
  }

  private String word(Pattern pattern) {
    blanks();
    Matcher word = pattern.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw new NoCallException();
    }
    at = word.end();
    return word.group();
  }

  private boolean skip(char c) {
    blanks();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw new NoCallException();
    }
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** The text is none. */
  private static final class NoCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoCallException() {
      super(null, null, false, false);
    }
  }
}
