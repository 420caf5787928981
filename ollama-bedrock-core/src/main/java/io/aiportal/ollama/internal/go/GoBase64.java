package io.aiportal.ollama.internal.go;

import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Base64 as Go's decoder takes it: padded, line breaks inside allowed, nothing else. */
public final class GoBase64 {

  private GoBase64() {}

  /**
   * The bytes that a text stands for.
   *
   * @throws CallException 400, naming the first byte that does not fit
   */
  public static byte[] decode(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    byte[] plain = hasLineBreaks(encoded) ? withoutLineBreaks(encoded) : encoded;
    // Java's decoder takes a last group without padding, Go's does not.
    if (plain.length % 4 == 0) {
      try {
        return Base64.getDecoder().decode(plain);
      } catch (IllegalArgumentException notBase64) {
        throw corrupt(encoded);
      }
    }
    throw corrupt(encoded);
  }

  private static CallException corrupt(byte[] encoded) {
    return CallException.badRequest(
        "illegal base64 data at input byte " + firstCorruptByte(encoded));
  }

  /** Where Go's decoder gives up: it reads groups of four and names a place inside the bad one. */
  private static int firstCorruptByte(byte[] in) {
    int inGroup = 0;
    for (int i = 0; i < in.length; i++) {
      if (isLineBreak(in[i])) {
        continue;
      }
      if (in[i] == '=') {
        return corruptPadding(in, i, inGroup);
      }
      if (!isAlphabet(in[i])) {
        return i;
      }
      inGroup = (inGroup + 1) % 4;
    }
    return in.length - inGroup;
  }

  private static int corruptPadding(byte[] in, int at, int inGroup) {
    if (inGroup < 2) {
      return at;
    }
    int next = skipLineBreaks(in, at + 1);
    if (inGroup == 2) {
      if (next == in.length) {
        return next;
      }
      if (in[next] != '=') {
        return next - 1;
      }
      next = skipLineBreaks(in, next + 1);
    }
    return next;
  }

  private static int skipLineBreaks(byte[] in, int from) {
    int i = from;
    while (i < in.length && isLineBreak(in[i])) {
      i++;
    }
    return i;
  }

  private static boolean isAlphabet(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '+'
        || b == '/';
  }

  private static boolean isLineBreak(byte b) {
    return b == '\n' || b == '\r';
  }

  private static boolean hasLineBreaks(byte[] encoded) {
    for (byte b : encoded) {
      if (isLineBreak(b)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] withoutLineBreaks(byte[] encoded) {
    byte[] kept = new byte[encoded.length];
    int size = 0;
    for (byte b : encoded) {
      if (!isLineBreak(b)) {
        kept[size++] = b;
      }
    }
    return Arrays.copyOf(kept, size);
  }
}
