package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says what can be seen of images and documents without looking at them. */
final class Media {

  private static final Set<String> TEXT_FORMATS = Set.of("txt", "md", "csv", "html");
  private static final int SHOWN = 120;

  private Media() {}

  /** A phrase for a block that holds an image, a document or anything else. */
  static String describe(JsonNode block) {
    if (block.has("image")) {
      return image(block.get("image"));
    } else if (block.has("document")) {
      return document(block.get("document"));
    }
    return "a " + block.fieldNames().next();
  }

  static String image(JsonNode image) {
    byte[] bytes = bytes(image);
    Optional<ImageHeader> header = ImageHeader.of(bytes);
    String format = header.map(ImageHeader::format).orElse(image.path("format").asText());
    String size =
        header
            .filter(known -> known.width() > 0)
            .map(known -> " of %d × %d pixels".formatted(known.width(), known.height()))
            .orElse("");
    return "a %s image%s, %,d bytes".formatted(format.toUpperCase(Locale.ROOT), size, bytes.length);
  }

  static String document(JsonNode document) {
    String format = document.path("format").asText();
    byte[] bytes = bytes(document);
    String what = "the %s document “%s”".formatted(format, document.path("name").asText());
    String text =
        document.path("source").has("text")
            ? document.path("source").get("text").asText()
            : TEXT_FORMATS.contains(format) ? new String(bytes, StandardCharsets.UTF_8) : "";
    if (text.isBlank()) {
      return "%s, %,d bytes".formatted(what, bytes.length);
    }
    String start = text.strip().replaceAll("\\s+", " ");
    return "%s, which begins “%s”"
        .formatted(what, start.length() > SHOWN ? Chunks.first(start, SHOWN) + "…" : start);
  }

  private static byte[] bytes(JsonNode media) {
    String base64 = media.path("source").path("bytes").asText();
    return Base64.getMimeDecoder().decode(base64);
  }
}
