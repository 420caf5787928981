package io.aiportal.ollama.internal.json;

/** Cuts long texts into pieces that clients can read in one line. */
public final class TextPieces {

  /**
   * As many characters of text as stand in one line: a character takes up to six bytes of it, and
   * the line stays below 64 KiB.
   */
  public static final int MAX_CHARS = 8 * 1024;

  /** Takes one piece. */
  public interface Piece {

    /** The text from here to there, never empty. */
    void accept(int from, int to);
  }

  private TextPieces() {}

  /** Gives the pieces of a text one after the other; surrogate pairs stay together. */
  public static void of(String text, Piece piece) {
    int from = 0;
    while (from < text.length()) {
      int to = end(text, from);
      piece.accept(from, to);
      from = to;
    }
  }

  private static int end(String text, int from) {
    int to = Math.min(text.length(), from + MAX_CHARS);
    boolean cut = to < text.length() && Character.isHighSurrogate(text.charAt(to - 1));
    return cut ? to - 1 : to;
  }
}
