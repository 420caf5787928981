package io.aiportal.ollama.internal.schema;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The patterns of JSON Schema, which are JavaScript's, in Java's words.
 *
 * <p>What the two understand alike stays, and so does what only Java knows.
 */
final class EcmaPattern {

  /** Names of Unicode that Java has only short. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("Letter", "L"),
          Map.entry("Lowercase_Letter", "Ll"),
          Map.entry("Uppercase_Letter", "Lu"),
          Map.entry("Mark", "M"),
          Map.entry("Number", "N"),
          Map.entry("Decimal_Number", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("Punctuation", "P"),
          Map.entry("Symbol", "S"),
          Map.entry("Separator", "Z"),
          Map.entry("Alphabetic", "IsAlphabetic"));

  private static final String SPACES = "\\s\\uFEFF\\p{Z}";

  /** Between what is a letter, digit or underscore of ASCII and what is none. */
  private static final String EDGE = "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))";

  private final String pattern;
  private final StringBuilder java = new StringBuilder();
  private int at;
  private boolean inClass;

  private EcmaPattern(String pattern) {
    this.pattern = pattern;
  }

  /** A pattern; nothing where it is none, or one that Java does not know. */
  static Optional<Pattern> compile(String pattern) {
    try {
      return Optional.of(Pattern.compile(new EcmaPattern(pattern).inJava()));
    } catch (PatternSyntaxException | StackOverflowError unknown) {
      return Optional.empty();
    }
  }

  private String inJava() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at++);
      if (c == '\\' && at < pattern.length()) {
        escaped(pattern.charAt(at++));
      } else if (inClass) {
        ofClass(c);
      } else {
        plain(c);
      }
    }
    return java.toString();
  }

  private void plain(char c) {
    switch (c) {
      case '$' -> java.append("\\z");
      case '.' -> java.append("[^\\n\\r\\u2028\\u2029]");
      case '[' -> {
        if (skip("]")) {
          java.append("(?!)");
        } else if (skip("^]")) {
          java.append("[\\s\\S]");
        } else {
          java.append(skip("^") ? "[^" : "[");
          inClass = true;
        }
      }
      default -> java.append(c);
    }
  }

  /** In Java classes are in classes, too, and have something in common. */
  private void ofClass(char c) {
    inClass = c != ']';
    java.append(c == '[' || c == '&' ? "\\" : "").append(c);
  }

  private void escaped(char c) {
    switch (c) {
      case 's' -> java.append(inClass ? SPACES : "[" + SPACES + "]");
      case 'S' -> java.append("[^" + SPACES + "]");
      case 'v' -> java.append("\\x0B");
      case '0' -> java.append("\\x00");
      case 'b' -> java.append(inClass ? "\\x08" : EDGE);
      case 'B' -> java.append("(?!" + EDGE + ")");
      case 'c' -> control();
      case 'u' -> java.append(pattern.startsWith("{", at) ? "\\x" : "\\u");
      case 'p', 'P' -> property(c);
      default -> java.append('\\').append(c);
    }
  }

  private void control() {
    if (at < pattern.length()) {
      java.append("\\c").append(Character.toUpperCase(pattern.charAt(at++)));
    } else {
      java.append("\\c");
    }
  }

  private void property(char kind) {
    java.append('\\').append(kind);
    int end = pattern.indexOf('}', at);
    if (skip("{") && end > 0) {
      String name = pattern.substring(at, end);
      java.append('{').append(NAMES.getOrDefault(name, name)).append('}');
      at = end + 1;
    }
  }

  private boolean skip(String text) {
    boolean there = pattern.startsWith(text, at);
    at += there ? text.length() : 0;
    return there;
  }
}
