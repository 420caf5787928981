package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.reply.ImageHeader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Images, videos, sound and documents: where they may be, how many, how large. */
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
  private static final List<String> KINDS = List.of("image", "video", "audio", "document");
  private static final Set<String> TEXT_FORMATS = Set.of("txt", "md", "csv", "html");

  /** Underscores pass, whatever the message says. */
  private static final Pattern DOCUMENT_NAME =
      Pattern.compile("(?!.*\\s\\s)[\\p{Alnum}\\s()\\[\\]_-]*", Pattern.DOTALL);

  private MediaRules() {}

  private static @Nullable Violation unsupported(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      for (String kind : KINDS) {
        boolean byUser = placed.role().equals("user");
        if (placed.block().has(kind) && !(byUser && request.family().media().has(kind))) {
          return refused(request, kind, placed.role());
        }
      }
    }
    return null;
  }

  private static @Nullable Violation refusedInToolResult(CheckedRequest request) {
    List<String> media = request.family().tools().resultMedia();
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      for (JsonNode part : placed.block().path("toolResult").path("content")) {
        String kind = kindOf(part);
        if (kind.isEmpty() || media.contains(kind)) {
          continue;
        }
        String field = kind.equals("textDocument") ? "document" : kind;
        if (media.isEmpty()) {
          return byRole(request, field, "user");
        }
        return request.family().media().has(kind)
            ? request.refusal("resultMedia", "pointer", placed.pointer())
            : request.refusal(field);
      }
    }
    return null;
  }

  private static @Nullable Violation inS3(CheckedRequest request) {
    if (request.family().media().s3()) {
      return null;
    }
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      if (placed.block().path("document").path("source").has("s3Location")) {
        return request.refusal("documentInS3", "place", placed.place());
      }
    }
    boolean image =
        images(request).stream().anyMatch(found -> found.block().path("source").has("s3Location"));
    return image ? request.refusal("imageInS3") : null;
  }

  private static @Nullable Violation tooManyImages(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      int count = CheckedRequest.members(request.messages().get(i), "image").size();
      if (count > IMAGES_PER_MESSAGE) {
        return request.refusal(
            "tooManyImages", "message", i, "count", count, "limit", IMAGES_PER_MESSAGE);
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
      return request.refusal("imageUnreadable");
    }
    String named = image.block().path("format").asText();
    if (request.family().media().imageFormatChecked() && !header.get().format().equals(named)) {
      return request.refusal("imageFormat");
    }
    if (bytes.length > IMAGE_BYTES) {
      return request.refusal(
          "imageBytes", "place", image.place(), "count", bytes.length, "limit", IMAGE_BYTES);
    }
    int limit = many ? SIDE_OF_MANY_IMAGES : IMAGE_SIDE;
    return Math.max(header.get().width(), header.get().height()) <= limit
        ? null
        : request.refusal(
            many ? "imageSideOfMany" : "imageSide", "place", image.place(), "limit", limit);
  }

  private static @Nullable Violation tooManyDocuments(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      int count = CheckedRequest.members(request.messages().get(i), "document").size();
      if (count > DOCUMENTS_PER_MESSAGE) {
        return request.refusal(
            "tooManyDocuments", "message", i, "count", count, "limit", DOCUMENTS_PER_MESSAGE);
      }
    }
    return null;
  }

  private static @Nullable Violation documentAlone(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      boolean documents = !CheckedRequest.members(message, "document").isEmpty();
      if (documents && CheckedRequest.members(message, "text").isEmpty()) {
        return request.refusal("documentAlone", "message", i);
      }
    }
    return null;
  }

  private static @Nullable Violation documentTooLarge(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode bytes = placed.block().path("document").path("source").path("bytes");
      if (decoded(bytes).length > DOCUMENT_BYTES) {
        return request.refusal("documentBytes", "place", placed.place(), "limit", DOCUMENT_BYTES);
      }
    }
    return null;
  }

  private static @Nullable Violation documentNames(CheckedRequest request) {
    for (JsonNode message : request.messages()) {
      Set<String> names = new HashSet<>();
      for (JsonNode document : CheckedRequest.members(message, "document")) {
        String name = document.path("name").asText();
        if (!DOCUMENT_NAME.matcher(name).matches()) {
          return request.refusal("documentName");
        }
        if (!names.add(name)) {
          return request.refusal("documentNames", "name", name);
        }
      }
    }
    return null;
  }

  private static Violation refused(CheckedRequest request, String field, String role) {
    return role.equals("user") ? request.refusal(field) : byRole(request, field, role);
  }

  private static Violation byRole(CheckedRequest request, String field, String role) {
    return request.refusal("mediaRole", "field", field, "role", role);
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
