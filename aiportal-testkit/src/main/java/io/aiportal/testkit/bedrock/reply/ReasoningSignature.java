package io.aiportal.testkit.bedrock.reply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Signs thinking, and verifies signatures: our own fully, Claude's as far as possible.
 *
 * <p>A real signature is the base64 of a length-delimited field, whose content only Anthropic can
 * check. Ours has the same frame around a mark and the digest of the text, so that a changed text
 * or a mangled signature is found out.
 */
public final class ReasoningSignature {

  private static final byte FIELD = 0x12;
  private static final byte[] MARK = "simulated:".getBytes(StandardCharsets.US_ASCII);

  private ReasoningSignature() {}

  /** The signature of a thinking text as it is shown. */
  public static String of(String text) {
    byte[] digest = Sha256.of(text);
    int length = MARK.length + digest.length;
    ByteBuffer signature = ByteBuffer.allocate(2 + length);
    signature.put(FIELD).put((byte) length).put(MARK).put(digest);
    return Base64.getEncoder().encodeToString(signature.array());
  }

  /** Whether a signature is whole and, if it is one of ours, belongs to the text. */
  public static boolean isValid(String signature, String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    if (rest.remaining() < 2 || rest.get() != FIELD) {
      return false;
    }
    long length = varint(rest);
    if (length <= 0 || length > rest.remaining()) {
      return false;
    }
    return !isOurs(rest.slice()) || signature.equals(of(text));
  }

  private static boolean isOurs(ByteBuffer content) {
    byte[] start = new byte[Math.min(MARK.length, content.remaining())];
    content.get(start);
    return Arrays.equals(start, MARK);
  }

  /** Seven bits a byte, the lowest first; -1 when it does not end. */
  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < 35 && bytes.hasRemaining(); shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }
}
