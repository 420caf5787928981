package io.aiportal.ollama.internal;

/** Lengths of texts in UTF-8. */
public final class Utf8 {

  private Utf8() {}

  /** How many bytes a text has in UTF-8. */
  public static long length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else {
        // Half a pair makes two of the four bytes that the pair has.
        bytes += (c < 0x800 || Character.isSurrogate(c)) ? 2 : 3;
      }
    }
    return bytes;
  }
}
