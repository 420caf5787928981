package io.aiportal.ollama.internal.json;

/** Text without half characters, which no encoder takes: each becomes U+FFFD, as Go has it. */
public final class WellFormed {

  /** What stands for half a surrogate pair. */
  public static final String REPLACEMENT = "\ufffd";

  private WellFormed() {}

  /** The text itself, or one with U+FFFD for each half of a surrogate pair that stands alone. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return mended(text);
        }
        i++;
      }
    }
    return text;
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  private static String mended(String text) {
    StringBuilder mended = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(mended::appendCodePoint);
    return mended.toString();
  }
}
