package io.aiportal.ollama.plan;

/** Tells which text Bedrock refuses as blank, and which only looks blank to a person. */
final class BlankText {

  private static final char NEXT_LINE = '\u0085';

  private BlankText() {}

  /** Whether nothing of a text would show: white space of any kind, no-break spaces too. */
  static boolean isBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A text without the white space at its end. */
  static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
  }
}
