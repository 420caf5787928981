package io.aiportal.ollama.internal.go;

/** Text in double quotes as Go's {@code %q} prints it; Ollama's error messages quote so. */
public final class GoQuote {

  private GoQuote() {}

  /** The text in quotes, with everything escaped that would not show. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder().append('"');
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  /** A byte in single quotes, as Go's JSON decoder names the character that it trips over. */
  public static String character(int b) {
    return switch (b) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      default -> {
        StringBuilder quoted = new StringBuilder("'");
        append(quoted, b);
        yield quoted.append('\'').toString();
      }
    };
  }

  private static void append(StringBuilder to, int c) {
    switch (c) {
      case '"' -> to.append("\\\"");
      case '\\' -> to.append("\\\\");
      case 0x07 -> to.append("\\a");
      case '\b' -> to.append("\\b");
      case '\f' -> to.append("\\f");
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      case 0x0b -> to.append("\\v");
      default -> {
        if (isPrintable(c)) {
          to.appendCodePoint(c);
        } else if (c < 0x80) {
          to.append(String.format("\\x%02x", c));
        } else if (c < 0x10000) {
          to.append(String.format("\\u%04x", c));
        } else {
          to.append(String.format("\\U%08x", c));
        }
      }
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
