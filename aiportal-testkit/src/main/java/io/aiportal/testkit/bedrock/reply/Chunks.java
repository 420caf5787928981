package io.aiportal.testkit.bedrock.reply;

import java.util.ArrayList;
import java.util.List;

/** Cuts what a model writes into the pieces in which it is streamed, always the same ones. */
final class Chunks {

  private static final int LONGEST_WORD = 24;
  private static final int JSON_PIECE = 9;

  private Chunks() {}

  /** A word with the white space before it is one piece; an overlong word is several. */
  static List<String> ofText(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      boolean nextWord =
          Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1));
      boolean tooLong = i - start >= LONGEST_WORD && !Character.isLowSurrogate(text.charAt(i));
      if (nextWord || tooLong) {
        pieces.add(text.substring(start, i));
        start = i;
      }
    }
    if (start < text.length()) {
      pieces.add(text.substring(start));
    }
    return pieces;
  }

  /** Tool input: an empty piece first, as Claude sends it, then a few characters at a time. */
  static List<String> ofToolInput(String json) {
    List<String> pieces = new ArrayList<>();
    pieces.add("");
    int start = 0;
    while (start < json.length()) {
      int end = Math.min(json.length(), start + JSON_PIECE);
      if (end < json.length() && Character.isLowSurrogate(json.charAt(end))) {
        end++;
      }
      pieces.add(json.substring(start, end));
      start = end;
    }
    return pieces;
  }

  /** The first characters of a text, one less where that would cut a character in half. */
  static String first(String text, int length) {
    if (length >= text.length()) {
      return text;
    }
    boolean splits = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }
}
