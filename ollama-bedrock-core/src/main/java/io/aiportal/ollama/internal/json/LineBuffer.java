package io.aiportal.ollama.internal.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of one answer on their way to its reader: grows by lines, is emptied as they go out.
 *
 * <p>Strings are escaped as Go's encoder does, HTML's special characters included. Confined to one
 * thread at a time.
 */
public final class LineBuffer {

  /** Room beyond this is given back when the bytes are out: one long line is no habit. */
  private static final int MAX_KEPT = 64 * 1024;

  /** Characters that are escaped at a stretch, and bytes that one of them takes at most. */
  private static final int STRETCH = 256;

  private static final int MAX_BYTES = 6;

  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final char REPLACEMENT = '\ufffd';

  /** What stands for each ASCII character inside a string; null where it stands for itself. */
  private static final byte[][] ESCAPES = new byte[128][];

  static {
    for (int c = 0; c < 0x20; c++) {
      ESCAPES[c] = unicode(c);
    }
    for (char c : new char[] {'<', '>', '&'}) {
      ESCAPES[c] = unicode(c);
    }
    ESCAPES['"'] = ascii("\\\"");
    ESCAPES['\\'] = ascii("\\\\");
    ESCAPES['\b'] = ascii("\\b");
    ESCAPES['\f'] = ascii("\\f");
    ESCAPES['\n'] = ascii("\\n");
    ESCAPES['\r'] = ascii("\\r");
    ESCAPES['\t'] = ascii("\\t");
  }

  private final int capacity;
  private final int maxLine;
  private byte[] bytes;
  private int size;
  private int line;

  /** An empty buffer with room for this many bytes before it grows. */
  public LineBuffer(int capacity) {
    this(capacity, Integer.MAX_VALUE);
  }

  /**
   * An empty buffer whose lines are bounded.
   *
   * @param capacity bytes that it has room for before it grows
   * @param maxLine bytes that a line may have
   */
  public LineBuffer(int capacity, int maxLine) {
    this.capacity = capacity;
    this.maxLine = maxLine;
    this.bytes = new byte[capacity];
  }

  /** Text of ASCII characters alone, as bytes. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether nothing is under way. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Forgets everything. */
  public void clear() {
    size = 0;
    line = 0;
    if (bytes.length > MAX_KEPT) {
      bytes = new byte[capacity];
    }
  }

  /**
   * Appends what belongs together: what throws leaves nothing of it behind.
   *
   * @param appends appends to this buffer, which it does not clear
   */
  public void together(Runnable appends) {
    int before = size;
    try {
      appends.run();
    } catch (Throwable failed) {
      size = before;
      line = Math.min(line, before);
      throw failed;
    }
  }

  /** Begins a line: its bound counts from here. */
  public LineBuffer beginLine() {
    line = size;
    return this;
  }

  /** The bytes under way; a view that the next append makes stale. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** A copy of the bytes under way. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Appends bytes as they are.
   *
   * @throws TooLongException like every append, if the line would grow beyond its bound; some of
   *     what was to be appended may be there then
   */
  public LineBuffer append(byte[] raw) {
    reserve(raw.length);
    System.arraycopy(raw, 0, bytes, size, raw.length);
    size += raw.length;
    return this;
  }

  /** Appends one ASCII character as it is. */
  public LineBuffer append(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  /** Appends a number in decimal. */
  public LineBuffer append(long number) {
    return append(ascii(Long.toString(number)));
  }

  /** Appends text as the inside of a JSON string, without quotes. */
  public LineBuffer appendEscaped(String text) {
    return appendEscaped(text, 0, text.length());
  }

  /** Appends a part of a text as the inside of a JSON string, without quotes. */
  public LineBuffer appendEscaped(String text, int from, int to) {
    int at = from;
    while (at < to) {
      at = appendStretch(text, at, Math.min(to, at + STRETCH), to);
    }
    return this;
  }

  /** Room is made for the worst once, and not looked at for each character. */
  private int appendStretch(String text, int from, int end, int to) {
    makeRoom((end - from) * MAX_BYTES);
    byte[] out = bytes;
    int n = size;
    int at = from;
    while (at < end) {
      char c = text.charAt(at++);
      if (c < 0x80) {
        byte[] escape = ESCAPES[c];
        if (escape == null) {
          out[n++] = (byte) c;
        } else {
          n = put(out, n, escape);
        }
      } else if (c < 0x800) {
        out[n++] = (byte) (0xc0 | (c >> 6));
        out[n++] = (byte) (0x80 | (c & 0x3f));
      } else if (c == '\u2028' || c == '\u2029') {
        n = put(out, n, unicode(c));
      } else if (!Character.isSurrogate(c)) {
        n = putThree(out, n, c);
      } else if (at < to && Character.isSurrogatePair(c, text.charAt(at))) {
        n = putFour(out, n, Character.toCodePoint(c, text.charAt(at++)));
      } else {
        n = putThree(out, n, REPLACEMENT);
      }
    }
    checkLine(n - size);
    size = n;
    return at;
  }

  private static int put(byte[] out, int at, byte[] raw) {
    System.arraycopy(raw, 0, out, at, raw.length);
    return at + raw.length;
  }

  private static int putThree(byte[] out, int at, char c) {
    out[at] = (byte) (0xe0 | (c >> 12));
    out[at + 1] = (byte) (0x80 | ((c >> 6) & 0x3f));
    out[at + 2] = (byte) (0x80 | (c & 0x3f));
    return at + 3;
  }

  private static int putFour(byte[] out, int at, int codePoint) {
    out[at] = (byte) (0xf0 | (codePoint >> 18));
    out[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    out[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    out[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
    return at + 4;
  }

  private void reserve(int more) {
    checkLine(more);
    makeRoom(more);
  }

  private void checkLine(int more) {
    if (more > maxLine - (size - line)) {
      throw new TooLongException(maxLine);
    }
  }

  private void makeRoom(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }

  private static byte[] unicode(int c) {
    return new byte[] {
      '\\', 'u', HEX[c >> 12], HEX[(c >> 8) & 15], HEX[(c >> 4) & 15], HEX[c & 15]
    };
  }

  /** A line would have grown beyond its bound. */
  public static final class TooLongException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLongException(int maxLine) {
      super("a line has more than " + maxLine + " bytes");
    }
  }
}
