package io.aiportal.ollama.internal.go;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Finds what is wrong with a text that should be JSON, and says it in the words of Go's decoder.
 *
 * <p>Runs only after a request could not be read. Looks at the first value alone, as Go does.
 */
public final class GoSyntax {

  /** What may stand at the next place of a text. */
  private enum Expected {
    VALUE,
    VALUE_OR_END,
    KEY,
    KEY_OR_END,
    COLON,
    COMMA_OR_END
  }

  private final byte[] json;

  /** For each open bracket: whether it is an object's. */
  private final BitSet objects = new BitSet();

  private int depth;
  private int at;
  private Expected expected = Expected.VALUE;

  private GoSyntax(byte[] json) {
    this.json = json;
  }

  /** Whether nothing but white space stands in a text. */
  static boolean isBlank(byte[] json) {
    GoSyntax syntax = new GoSyntax(json);
    syntax.skipSpace();
    return syntax.at == json.length;
  }

  /**
   * Checks the first value of a text that is not blank.
   *
   * @return where the value ends
   * @throws CallException 400, if it is no JSON
   */
  public static int check(byte[] json) {
    GoSyntax syntax = new GoSyntax(json);
    do {
      syntax.step();
    } while (syntax.depth > 0);
    return syntax.at;
  }

  /** The value that begins at a place in a text of JSON, to the letter. */
  static String valueAt(byte[] json, int begin) {
    GoSyntax syntax = new GoSyntax(json);
    syntax.at = begin;
    do {
      syntax.step();
    } while (syntax.depth > 0);
    return new String(json, begin, syntax.at - begin, StandardCharsets.UTF_8);
  }

  private void step() {
    skipSpace();
    int c = next();
    switch (expected) {
      case VALUE -> value(c);
      case VALUE_OR_END -> {
        if (c == ']') {
          close();
        } else {
          value(c);
        }
      }
      case KEY -> key(c);
      case KEY_OR_END -> {
        if (c == '}') {
          close();
        } else {
          key(c);
        }
      }
      case COLON -> {
        if (c != ':') {
          throw invalid(c, "after object key");
        }
        expected = Expected.VALUE;
      }
      case COMMA_OR_END -> commaOrEnd(c, objects.get(depth));
    }
  }

  private void commaOrEnd(int c, boolean object) {
    if (c == ',') {
      expected = object ? Expected.KEY : Expected.VALUE;
    } else if (c == (object ? '}' : ']')) {
      close();
    } else {
      throw invalid(c, object ? "after object key:value pair" : "after array element");
    }
  }

  private void key(int c) {
    if (c != '"') {
      throw invalid(c, "looking for beginning of object key string");
    }
    string();
    expected = Expected.COLON;
  }

  private void value(int c) {
    expected = Expected.COMMA_OR_END;
    switch (c) {
      case '{' -> open(true);
      case '[' -> open(false);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c != '-' && !isDigit(c)) {
          throw invalid(c, "looking for beginning of value");
        }
        number(c);
      }
    }
  }

  private void open(boolean object) {
    if (++depth > JsonObjects.MAX_DEPTH) {
      throw CallException.badRequest(
          "exceeded max depth: a request may be nested "
              + JsonObjects.MAX_DEPTH
              + " levels deep, and this one is deeper");
    }
    objects.set(depth, object);
    expected = object ? Expected.KEY_OR_END : Expected.VALUE_OR_END;
  }

  private void close() {
    depth--;
    expected = Expected.COMMA_OR_END;
  }

  private void literal(String word) {
    for (int i = 1; i < word.length(); i++) {
      int c = next();
      if (c != word.charAt(i)) {
        throw invalid(c, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
  }

  private void string() {
    for (int c = next(); c != '"'; c = next()) {
      if (c < 0x20) {
        throw invalid(c, "in string literal");
      }
      if (c == '\\') {
        escape(next());
      }
    }
  }

  private void escape(int c) {
    switch (c) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> {
        for (int i = 0; i < 4; i++) {
          int digit = next();
          if (Character.digit(digit, 16) < 0) {
            throw invalid(digit, "in \\u hexadecimal character escape");
          }
        }
      }
      default -> throw invalid(c, "in string escape code");
    }
  }

  private void number(int first) {
    int c = first == '-' ? digit("in numeric literal") : first;
    if (c != '0') {
      digits();
    }
    if (peek() == '.') {
      at++;
      digit("after decimal point in numeric literal");
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digit("in exponent of numeric literal");
      digits();
    }
  }

  private int digit(String where) {
    int c = next();
    if (!isDigit(c)) {
      throw invalid(c, where);
    }
    return c;
  }

  private void digits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') {
      at++;
    }
  }

  /** The byte at this place; -1 behind the end. */
  private int peek() {
    return at < json.length ? json[at] & 0xff : -1;
  }

  private int next() {
    if (at == json.length) {
      throw CallException.badRequest("unexpected EOF");
    }
    return json[at++] & 0xff;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static CallException invalid(int c, String where) {
    return CallException.badRequest("invalid character " + GoQuote.character(c) + " " + where);
  }
}
