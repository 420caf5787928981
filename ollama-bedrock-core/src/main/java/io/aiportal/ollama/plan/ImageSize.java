package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ImageFormat;
import org.jspecify.annotations.Nullable;

/**
 * How large an image is, as the head of its file says.
 *
 * @param width in pixels
 * @param height in pixels
 */
record ImageSize(int width, int height) {

  /** The size that a file tells; null where it tells none. */
  static @Nullable ImageSize of(byte[] file, ImageFormat format) {
    return switch (format) {
      case PNG -> file.length < 24 ? null : new ImageSize(big(file, 16, 4), big(file, 20, 4));
      case GIF -> file.length < 10 ? null : new ImageSize(little(file, 6, 2), little(file, 8, 2));
      case JPEG -> jpeg(file);
      case WEBP -> file.length < 30 ? null : webp(file);
    };
  }

  int longerSide() {
    return Math.max(width, height);
  }

  /** Goes from segment to segment, over bytes that fill, to the one that begins a frame. */
  private static @Nullable ImageSize jpeg(byte[] file) {
    int at = 2;
    while (at + 9 <= file.length) {
      int marker = big(file, at, 2);
      boolean frame = marker >= 0xffc0 && marker <= 0xffcf;
      if (frame && marker != 0xffc4 && marker != 0xffc8 && marker != 0xffcc) {
        return new ImageSize(big(file, at + 7, 2), big(file, at + 5, 2));
      }
      if (marker < 0xff01 || marker == 0xffda || marker == 0xffd9) {
        return null;
      }
      at += marker == 0xffff ? 1 : isBare(marker) ? 2 : 2 + big(file, at + 2, 2);
    }
    return null;
  }

  /** Whether a marker has no segment behind it that tells its length: TEM, RST0 to RST7, SOI. */
  private static boolean isBare(int marker) {
    return marker == 0xff01 || (marker >= 0xffd0 && marker <= 0xffd8);
  }

  private static @Nullable ImageSize webp(byte[] file) {
    return switch (file[15]) {
      case ' ' -> new ImageSize(little(file, 26, 2) & 0x3fff, little(file, 28, 2) & 0x3fff);
      case 'L' -> {
        int bits = little(file, 21, 4);
        yield new ImageSize((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
      }
      case 'X' -> new ImageSize(little(file, 24, 3) + 1, little(file, 27, 3) + 1);
      default -> null;
    };
  }

  private static int big(byte[] file, int at, int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value = (value << 8) | (file[at + i] & 0xff);
    }
    return value;
  }

  private static int little(byte[] file, int at, int bytes) {
    int value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = (value << 8) | (file[at + i] & 0xff);
    }
    return value;
  }
}
