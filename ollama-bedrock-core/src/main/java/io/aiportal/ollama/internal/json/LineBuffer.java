package io.aiportal.ollama.internal.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes under way to a client: grows as lines are appended, is emptied as they are written.
 *
 * <p>Strings are escaped as Go's encoder does, HTML's special characters included. Confined to one
 * thread at a time.
 */
public final class LineBuffer {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

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

  private byte[] bytes;
  private int size;

  /** An empty buffer with room for this many bytes before it grows. */
  public LineBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /** How many bytes are under way. */
  public int size() {
    return size;
  }

  /** Whether nothing is under way. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Forgets everything; keeps the room. */
  public void clear() {
    size = 0;
  }

  /** The bytes under way; a view that the next append makes stale. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** A copy of the bytes under way. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Appends bytes as they are. */
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
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      reserve(6);
      if (c < 0x80) {
        byte[] escape = ESCAPES[c];
        if (escape == null) {
          bytes[size++] = (byte) c;
        } else {
          append(escape);
        }
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xc0 | (c >> 6));
        bytes[size++] = (byte) (0x80 | (c & 0x3f));
      } else if (c == '\u2028' || c == '\u2029') {
        append(unicode(c));
      } else if (!Character.isSurrogate(c)) {
        appendThree(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        appendFour(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        appendThree('\ufffd');
      }
    }
    return this;
  }

  private void appendThree(char c) {
    bytes[size++] = (byte) (0xe0 | (c >> 12));
    bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
    bytes[size++] = (byte) (0x80 | (c & 0x3f));
  }

  private void appendFour(int codePoint) {
    bytes[size++] = (byte) (0xf0 | (codePoint >> 18));
    bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
    bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
    bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }

  private static byte[] unicode(int c) {
    return new byte[] {
      '\\', 'u', HEX[c >> 12], HEX[(c >> 8) & 15], HEX[(c >> 4) & 15], HEX[c & 15]
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
