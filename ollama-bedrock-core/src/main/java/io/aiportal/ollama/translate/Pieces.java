package io.aiportal.ollama.translate;

/**
 * Cuts long texts, because clients read lines into small buffers: the smallest known one holds 128
 * KiB, and a character takes up to six bytes of a line.
 */
final class Pieces {

  private static final int MAX_CHARS = 8 * 1024;

  /** Takes the bounds of a piece. */
  interface Sink {
    void accept(int from, int to);
  }

  private Pieces() {}

  /** Passes the bounds of each piece of a text, in order; surrogate pairs stay together. */
  static void of(String text, Sink sink) {
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + MAX_CHARS);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      sink.accept(from, to);
      from = to;
    }
  }
}
