package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Images as blocks; the first bytes of a file tell what it is, whatever its sender believes. */
final class ImageFormats {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] GIF = "GIF8".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RIFF = "RIFF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBP = "WEBP".getBytes(StandardCharsets.US_ASCII);

  private ImageFormats() {}

  /**
   * A file as a block.
   *
   * @throws CallException 400, if it is in no format that Bedrock reads
   */
  static ContentBlock toBlock(byte[] file) {
    ImageFormat format = formatOf(file);
    if (format == null) {
      throw CallException.badRequest(
          "an image is in a format that Amazon Bedrock does not read;"
              + " send PNG, JPEG, GIF or WebP");
    }
    return new ContentBlock.Image(format, file);
  }

  /** What a file is by its first bytes; null for nothing that Bedrock reads. */
  static @Nullable ImageFormat formatOf(byte[] file) {
    if (hasAt(file, 0, PNG)) {
      return ImageFormat.PNG;
    }
    if (hasAt(file, 0, JPEG)) {
      return ImageFormat.JPEG;
    }
    if (hasAt(file, 0, GIF)) {
      return ImageFormat.GIF;
    }
    return hasAt(file, 0, RIFF) && hasAt(file, 8, WEBP) ? ImageFormat.WEBP : null;
  }

  private static boolean hasAt(byte[] file, int at, byte[] mark) {
    if (file.length < at + mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (file[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
