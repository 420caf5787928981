package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows one JSON value character by character and says whether it can still be one.
 *
 * <p>It is as strict as the grammar. A number or a word at the root has no end of its own, so that
 * nothing ever completes it.
 */
final class JsonScanner {

  /** What the value is with the character just read. */
  enum Verdict {
    /** The beginning of a value. */
    INCOMPLETE,
    /** A whole value. */
    COMPLETE,
    /** Nothing that any text behind it could make a value. */
    BROKEN
  }

  private enum State {
    VALUE,
    VALUE_OR_END,
    KEY,
    KEY_OR_END,
    COLON,
    AFTER_VALUE,
    STRING,
    ESCAPE,
    HEX,
    WORD,
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS
  }

  private final BitSet objects = new BitSet();
  private State state = State.VALUE;
  private int depth;
  private boolean key;
  private String word = "";
  private int count;
  private boolean members;
  private boolean integersOnly = true;
  private int commas;

  /** Whether the whole text is one JSON value, with blanks around it at most. */
  static boolean isValue(String text) {
    JsonScanner scanner = new JsonScanner();
    String value = text.strip();
    for (int i = 0; i < value.length(); i++) {
      Verdict verdict = scanner.next(value.charAt(i));
      if (verdict != Verdict.INCOMPLETE) {
        return verdict == Verdict.COMPLETE && i == value.length() - 1;
      }
    }
    return scanner.depth == 0 && scanner.canEndHere();
  }

  /** Whether a key with its colon was seen, which hardly stands in prose. */
  boolean hasMembers() {
    return members;
  }

  /** Whether it is an array of nothing but integers so far, as citations are. */
  boolean hasIntegersOnly() {
    return integersOnly;
  }

  /** Whether it is nested as deep as is taken, so that one more level breaks it. */
  boolean isTooDeep() {
    return depth == JsonObjects.MAX_DOCUMENT_DEPTH;
  }

  /** How many commas were seen in it, one for each further element or member. */
  int commas() {
    return commas;
  }

  /** Reads the next character; not to be called after a verdict other than incomplete. */
  Verdict next(char c) {
    return switch (state) {
      case STRING -> string(c);
      case ESCAPE -> escape(c);
      case HEX -> hex(c);
      case WORD -> word(c);
      case VALUE, VALUE_OR_END -> value(c);
      case KEY, KEY_OR_END -> key(c);
      case COLON -> colon(c);
      case AFTER_VALUE -> afterValue(c);
      case MINUS, ZERO, INTEGER, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS ->
          number(c);
    };
  }

  private Verdict value(char c) {
    if (isBlank(c)) {
      return Verdict.INCOMPLETE;
    }
    if (c == ']' && state == State.VALUE_OR_END) {
      return close(c);
    }
    switch (c) {
      case '{' -> {
        return open(true);
      }
      case '[' -> {
        return open(false);
      }
      case '"' -> {
        integersOnly = false;
        key = false;
        return go(State.STRING);
      }
      case '-' -> {
        integersOnly = false;
        return go(State.MINUS);
      }
      case '0' -> {
        return go(State.ZERO);
      }
      default -> {
        return c >= '1' && c <= '9' ? go(State.INTEGER) : wordStart(c);
      }
    }
  }

  private Verdict open(boolean object) {
    if (depth > 0 || object) {
      integersOnly = false;
    }
    if (depth == JsonObjects.MAX_DOCUMENT_DEPTH) {
      return Verdict.BROKEN;
    }
    objects.set(depth++, object);
    return go(object ? State.KEY_OR_END : State.VALUE_OR_END);
  }

  private Verdict close(char c) {
    if (depth == 0 || objects.get(depth - 1) != (c == '}')) {
      return Verdict.BROKEN;
    }
    depth--;
    return valueDone();
  }

  private Verdict valueDone() {
    state = State.AFTER_VALUE;
    return depth == 0 ? Verdict.COMPLETE : Verdict.INCOMPLETE;
  }

  private Verdict key(char c) {
    if (isBlank(c)) {
      return Verdict.INCOMPLETE;
    }
    if (c == '}' && state == State.KEY_OR_END) {
      return close(c);
    }
    key = true;
    return c == '"' ? go(State.STRING) : Verdict.BROKEN;
  }

  private Verdict colon(char c) {
    if (isBlank(c)) {
      return Verdict.INCOMPLETE;
    }
    members |= c == ':';
    return c == ':' ? go(State.VALUE) : Verdict.BROKEN;
  }

  private Verdict afterValue(char c) {
    if (isBlank(c)) {
      return Verdict.INCOMPLETE;
    }
    if (c == ',') {
      commas++;
      return go(objects.get(depth - 1) ? State.KEY : State.VALUE);
    }
    return c == ']' || c == '}' ? close(c) : Verdict.BROKEN;
  }

  private Verdict string(char c) {
    if (c == '"') {
      return key ? go(State.COLON) : valueDone();
    }
    if (c < ' ') {
      return Verdict.BROKEN;
    }
    return c == '\\' ? go(State.ESCAPE) : Verdict.INCOMPLETE;
  }

  private Verdict escape(char c) {
    if (c == 'u') {
      count = 4;
      return go(State.HEX);
    }
    return "\"\\/bfnrt".indexOf(c) >= 0 ? go(State.STRING) : Verdict.BROKEN;
  }

  private Verdict hex(char c) {
    boolean digit = isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    count--;
    if (!digit) {
      return Verdict.BROKEN;
    }
    return count == 0 ? go(State.STRING) : Verdict.INCOMPLETE;
  }

  private Verdict wordStart(char c) {
    integersOnly = false;
    word =
        switch (c) {
          case 't' -> "true";
          case 'f' -> "false";
          case 'n' -> "null";
          default -> "";
        };
    count = 1;
    return word.isEmpty() ? Verdict.BROKEN : go(State.WORD);
  }

  private Verdict word(char c) {
    if (count == word.length()) {
      return behindValue(c);
    }
    return c == word.charAt(count++) ? Verdict.INCOMPLETE : Verdict.BROKEN;
  }

  private Verdict number(char c) {
    State next = inNumber(c);
    if (next != null) {
      integersOnly &= next == State.INTEGER;
      return go(next);
    }
    return canEndHere() ? behindValue(c) : Verdict.BROKEN;
  }

  /** Where a character leads inside a number; null if it is none of it. */
  private @Nullable State inNumber(char c) {
    boolean digit = isDigit(c);
    boolean exponent = c == 'e' || c == 'E';
    return switch (state) {
      case MINUS -> digit ? (c == '0' ? State.ZERO : State.INTEGER) : null;
      case ZERO -> c == '.' ? State.POINT : exponent ? State.EXPONENT : null;
      case INTEGER ->
          digit ? State.INTEGER : c == '.' ? State.POINT : exponent ? State.EXPONENT : null;
      case POINT -> digit ? State.FRACTION : null;
      case FRACTION -> digit ? State.FRACTION : exponent ? State.EXPONENT : null;
      case EXPONENT ->
          digit ? State.EXPONENT_DIGITS : c == '+' || c == '-' ? State.EXPONENT_SIGN : null;
      case EXPONENT_SIGN, EXPONENT_DIGITS -> digit ? State.EXPONENT_DIGITS : null;
      default -> throw new IllegalStateException("not inside a number: " + state);
    };
  }

  /** Whether a number or a word may end before the next character. */
  private boolean canEndHere() {
    return switch (state) {
      case ZERO, INTEGER, FRACTION, EXPONENT_DIGITS -> true;
      case WORD -> count == word.length();
      default -> false;
    };
  }

  /** The character stands behind a number or a word, which it may only inside of something. */
  private Verdict behindValue(char c) {
    state = State.AFTER_VALUE;
    return depth == 0 ? Verdict.BROKEN : afterValue(c);
  }

  private Verdict go(State next) {
    state = next;
    return Verdict.INCOMPLETE;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
