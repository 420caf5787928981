package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.reply.ImageHeader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Images and documents: where they may be, how many, how large. */
final class MediaRules {

  static final List<Rule> ALL =
      List.of(
          MediaRules::unsupported,
          MediaRules::refusedInToolResult,
          MediaRules::inS3,
          MediaRules::tooManyImages,
          MediaRules::badImage,
          MediaRules::tooManyDocuments,
          MediaRules::documentAlone,
          MediaRules::documentTooLarge,
          MediaRules::documentNames);

  private static final int IMAGES_PER_MESSAGE = 20;
  private static final int IMAGE_BYTES = 3_932_160;
  private static final int IMAGE_SIDE = 8_000;
  private static final int SIDE_OF_MANY_IMAGES = 2_000;
  private static final int DOCUMENTS_PER_MESSAGE = 5;
  private static final int DOCUMENT_BYTES = 4_718_592;
  private static final Set<String> TEXT_FORMATS = Set.of("txt", "md", "csv", "html");

  private MediaRules() {}

  private static @Nullable Violation unsupported(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      boolean byUser = placed.role().equals("user");
      if (placed.block().has("image") && !(byUser && request.family().images())) {
        return unsupportedFor("image", placed.role());
      }
      if (placed.block().has("document") && !(byUser && request.family().documents())) {
        return unsupportedFor("document", placed.role());
      }
    }
    return null;
  }

  private static @Nullable Violation refusedInToolResult(CheckedRequest request) {
    List<String> media = request.family().toolResultMedia();
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      for (JsonNode part : placed.block().path("toolResult").path("content")) {
        String kind = kindOf(part);
        if (kind.isEmpty() || media.contains(kind)) {
          continue;
        }
        return media.isEmpty()
            ? unsupportedFor(kind.equals("textDocument") ? "document" : kind, "user")
            : Violation.malformed(
                "/" + placed.place().replace('.', '/'),
                "extraneous key [toolResult] is not permitted");
      }
    }
    return null;
  }

  private static @Nullable Violation inS3(CheckedRequest request) {
    if (request.family().s3()) {
      return null;
    }
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      if (placed.block().path("document").path("source").has("s3Location")) {
        return Violation.model(placed.place() + ".document.source.type: Field required");
      }
    }
    boolean image =
        images(request).stream().anyMatch(found -> found.block().path("source").has("s3Location"));
    return image
        ? Violation.validation(
            "This model doesn't support the s3Uri field. Remove s3Uri and try again.")
        : null;
  }

  private static @Nullable Violation tooManyImages(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      int count = CheckedRequest.members(request.messages().get(i), "image").size();
      if (count > IMAGES_PER_MESSAGE) {
        return Violation.validation(
            ("The message at messages.%d has %d images, which is more than the %d that are"
                    + " allowed. Remove images and try again.")
                .formatted(i, count, IMAGES_PER_MESSAGE));
      }
    }
    return null;
  }

  private static @Nullable Violation badImage(CheckedRequest request) {
    List<CheckedRequest.PlacedBlock> images = images(request);
    for (CheckedRequest.PlacedBlock image : images) {
      JsonNode bytes = image.block().path("source").path("bytes");
      if (!bytes.isMissingNode()) {
        boolean many = images.size() > IMAGES_PER_MESSAGE;
        Violation violation = badImage(request, image, decoded(bytes), many);
        if (violation != null) {
          return violation;
        }
      }
    }
    return null;
  }

  private static @Nullable Violation badImage(
      CheckedRequest request, CheckedRequest.PlacedBlock image, byte[] bytes, boolean many) {
    Optional<ImageHeader> header = ImageHeader.of(bytes);
    if (header.isEmpty()) {
      return Violation.model("Could not process image");
    }
    String named = image.block().path("format").asText();
    if (request.family().imageFormatChecked() && !header.get().format().equals(named)) {
      return Violation.model("The provided image does not match the specified image format.");
    }
    if (bytes.length > IMAGE_BYTES) {
      return Violation.model(
          "%s.image.source.base64: image exceeds the maximum: %d bytes > %d bytes"
              .formatted(image.place(), bytes.length, IMAGE_BYTES));
    }
    int limit = many ? SIDE_OF_MANY_IMAGES : IMAGE_SIDE;
    return Math.max(header.get().width(), header.get().height()) <= limit
        ? null
        : Violation.model(
            ("%s.image.source.base64.data: At least one of the image dimensions exceed max"
                    + " allowed size%s: %d pixels")
                .formatted(image.place(), many ? " for many-image requests" : "", limit));
  }

  private static @Nullable Violation tooManyDocuments(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      int count = CheckedRequest.members(request.messages().get(i), "document").size();
      if (count > DOCUMENTS_PER_MESSAGE) {
        return Violation.validation(
            ("The message at messages.%d has %d documents, which is more than the %d that are"
                    + " allowed. Remove documents and try again.")
                .formatted(i, count, DOCUMENTS_PER_MESSAGE));
      }
    }
    return null;
  }

  private static @Nullable Violation documentAlone(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      boolean documents = !CheckedRequest.members(message, "document").isEmpty();
      if (documents && CheckedRequest.members(message, "text").isEmpty()) {
        return Violation.validation(
            "The message at messages.%d has a document and no text. Add a text block and try again."
                .formatted(i));
      }
    }
    return null;
  }

  private static @Nullable Violation documentTooLarge(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode bytes = placed.block().path("document").path("source").path("bytes");
      if (decoded(bytes).length > DOCUMENT_BYTES) {
        return Violation.validation(
            "The document at %s is larger than %d bytes. Send a smaller document and try again."
                .formatted(placed.place(), DOCUMENT_BYTES));
      }
    }
    return null;
  }

  private static @Nullable Violation documentNames(CheckedRequest request) {
    for (JsonNode message : request.messages()) {
      Set<String> names = new HashSet<>();
      for (JsonNode document : CheckedRequest.members(message, "document")) {
        String name = document.path("name").asText();
        if (!names.add(name)) {
          return Violation.validation(
              ("The document name %s is used more than once. Give every document its own name"
                      + " and try again.")
                  .formatted(name));
        }
      }
    }
    return null;
  }

  private static Violation unsupportedFor(String field, String role) {
    return Violation.validation(
        "This model doesn't support the %1$s field for %2$s messages. Remove %1$s and try again."
            .formatted(field, role));
  }

  /** The images of the messages and of the tool results in them. */
  private static List<CheckedRequest.PlacedBlock> images(CheckedRequest request) {
    List<CheckedRequest.PlacedBlock> images = new ArrayList<>();
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      List<JsonNode> found =
          new ArrayList<>(CheckedRequest.members(placed.block().path("toolResult"), "image"));
      if (placed.block().has("image")) {
        found.add(placed.block().get("image"));
      }
      for (JsonNode image : found) {
        images.add(placed.with(image));
      }
    }
    return images;
  }

  private static String kindOf(JsonNode part) {
    if (part.has("document")) {
      String format = part.get("document").path("format").asText();
      return TEXT_FORMATS.contains(format) ? "textDocument" : "document";
    }
    return part.has("image") ? "image" : part.has("video") ? "video" : "";
  }

  private static byte[] decoded(JsonNode bytes) {
    return Base64.getMimeDecoder().decode(bytes.asText());
  }
}
