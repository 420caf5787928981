package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many and how large images and documents Converse takes; more is refused before it is sent.
 */
public final class MediaLimits {

  /** Images in one message; with more in all of them, each must be smaller. */
  static final int IMAGES = 20;

  /** Documents in one message. */
  static final int DOCUMENTS = 5;

  /** Bytes of an image's file. */
  public static final int IMAGE_BYTES = 3_932_160;

  private static final int DOCUMENT_BYTES = 4_718_592;
  private static final int SIDE = 8_000;
  private static final int SIDE_OF_MANY = 2_000;

  private MediaLimits() {}

  /** Pixels that an image may be wide or high where there are so many in a conversation. */
  public static int longestSide(int images) {
    return images > IMAGES ? SIDE_OF_MANY : SIDE;
  }

  /** Whether an image's file is no larger than Bedrock takes it; what is no image, is. */
  public static boolean fits(byte[] file, int longestSide) {
    ImageFormat format = ImageFormats.formatOf(file);
    ImageSize size = format == null ? null : ImageSize.of(file, format);
    return file.length <= IMAGE_BYTES && (size == null || size.longerSide() <= longestSide);
  }

  /**
   * Checks the messages of a request.
   *
   * @throws CallException 400, if there is more in them than Bedrock takes
   */
  static void check(List<ConverseMessage> messages) {
    List<ContentBlock.Image> all = new ArrayList<>();
    for (ConverseMessage message : messages) {
      int images = all.size();
      int documents = 0;
      for (ContentBlock block : message.content()) {
        documents += check(block, all);
        if (block instanceof ContentBlock.ToolResult result) {
          for (ContentBlock inside : result.content()) {
            documents += check(inside, all);
          }
        }
      }
      require(all.size() - images <= IMAGES, "a message has more than 20 images", "send fewer");
      require(documents <= DOCUMENTS, "a message has more than 5 documents", "send fewer");
    }
    int most = longestSide(all.size());
    for (ContentBlock.Image image : all) {
      ImageSize size = ImageSize.of(image.bytes(), image.format());
      require(
          size == null || size.longerSide() <= most,
          "an image is more than "
              + most
              + " pixels wide or high"
              + (most == SIDE ? "" : ", and there are more than 20 of them in the conversation"),
          "scale it down");
    }
  }

  /** What a user says in as many messages as its images and documents need; one for most. */
  static List<List<ContentBlock>> parts(List<ContentBlock> content) {
    List<List<ContentBlock>> parts = new ArrayList<>();
    List<ContentBlock> part = new ArrayList<>();
    int images = 0;
    int documents = 0;
    for (ContentBlock block : content) {
      images += block instanceof ContentBlock.Image ? 1 : 0;
      documents += block instanceof ContentBlock.Document ? 1 : 0;
      if (images > IMAGES || documents > DOCUMENTS) {
        parts.add(part);
        part = new ArrayList<>();
        images = block instanceof ContentBlock.Image ? 1 : 0;
        documents = block instanceof ContentBlock.Document ? 1 : 0;
      }
      part.add(block);
    }
    parts.add(part);
    return parts;
  }

  /** Checks one block, and counts it: 1 for a document. */
  private static int check(ContentBlock block, List<ContentBlock.Image> images) {
    if (block instanceof ContentBlock.Image image) {
      require(
          image.bytes().length <= IMAGE_BYTES,
          "an image is larger than 3.75 MB, which is " + IMAGE_BYTES + " bytes",
          "scale it down");
      images.add(image);
    } else if (block instanceof ContentBlock.Document document) {
      require(
          document.bytes().length <= DOCUMENT_BYTES,
          "a document is larger than 4.5 MB, which is " + DOCUMENT_BYTES + " bytes",
          "send a smaller one");
      return 1;
    }
    return 0;
  }

  private static void require(boolean fits, String what, String remedy) {
    if (!fits) {
      throw CallException.badRequest(what + ", more than Amazon Bedrock takes; " + remedy);
    }
  }
}
