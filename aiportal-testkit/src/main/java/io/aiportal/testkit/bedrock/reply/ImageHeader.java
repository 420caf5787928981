package io.aiportal.testkit.bedrock.reply;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the first bytes of an image tell.
 *
 * @param format as Bedrock names it: png, jpeg, gif or webp
 * @param width in pixels; 0 when the bytes end before it
 * @param height in pixels; 0 when the bytes end before it
 */
public record ImageHeader(String format, int width, int height) {

  /** Reads the header; empty when the bytes are none of the four formats. */
  public static Optional<ImageHeader> of(byte[] image) {
    if (startsWith(image, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(
          new ImageHeader("png", big(image, 16, Integer.BYTES), big(image, 20, Integer.BYTES)));
    } else if (startsWith(image, 0, "GIF87a") || startsWith(image, 0, "GIF89a")) {
      return Optional.of(new ImageHeader("gif", little(image, 6, 2), little(image, 8, 2)));
    } else if (startsWith(image, 0, "RIFF") && startsWith(image, 8, "WEBP")) {
      return Optional.of(webp(image));
    } else if (startsWith(image, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(jpeg(image));
    }
    return Optional.empty();
  }

  private static ImageHeader webp(byte[] image) {
    if (startsWith(image, 12, "VP8X")) {
      return new ImageHeader("webp", little(image, 24, 3) + 1, little(image, 27, 3) + 1);
    } else if (startsWith(image, 12, "VP8L")) {
      int bits = little(image, 21, Integer.BYTES);
      return new ImageHeader("webp", (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
    }
    return new ImageHeader("webp", little(image, 26, 2) & 0x3fff, little(image, 28, 2) & 0x3fff);
  }

  /** Walks over the segments up to the one that starts the frame. */
  private static ImageHeader jpeg(byte[] image) {
    int at = 2;
    while (at + 9 <= image.length) {
      int marker = image[at + 1] & 0xff;
      boolean frame = marker >= 0xc0 && marker <= 0xcf && (marker & 3) != 0;
      if (frame || marker == 0xc0) {
        return new ImageHeader("jpeg", big(image, at + 7, 2), big(image, at + 5, 2));
      }
      at += 2 + big(image, at + 2, 2);
    }
    return new ImageHeader("jpeg", 0, 0);
  }

  private static boolean startsWith(byte[] image, int at, String magic) {
    byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
    return image.length >= at + expected.length
        && ByteBuffer.wrap(image, at, expected.length).equals(ByteBuffer.wrap(expected));
  }

  private static int big(byte[] image, int at, int length) {
    return number(image, at, length, ByteOrder.BIG_ENDIAN);
  }

  private static int little(byte[] image, int at, int length) {
    return number(image, at, length, ByteOrder.LITTLE_ENDIAN);
  }

  private static int number(byte[] image, int at, int length, ByteOrder order) {
    if (at + length > image.length) {
      return 0;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int next = order == ByteOrder.BIG_ENDIAN ? at + i : at + length - 1 - i;
      value = (value << 8) | (image[next] & 0xff);
    }
    return value;
  }
}
