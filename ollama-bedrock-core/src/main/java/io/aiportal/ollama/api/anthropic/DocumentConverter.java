package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.CallersWords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Turns blocks with documents into what a call can hold; nothing is fetched. */
final class DocumentConverter {

  /** Bedrock's names of the formats, by media type. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "application/pdf", "pdf",
          "text/plain", "txt",
          "text/markdown", "md",
          "text/html", "html",
          "text/csv", "csv",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");

  private DocumentConverter() {}

  /**
   * A document, behind what the caller says about it, and the images that it consists of.
   *
   * @throws CallException 400, if it does not come along, or in a format that nobody knows
   */
  static List<ChatContent> convert(ContentBlockParam block) {
    List<ChatContent> content = new ArrayList<>();
    String context = block.string("context");
    boolean cited = block.isCited();
    if (!context.isEmpty() && !cited) {
      content.add(new ChatContent.Text(context));
    }
    ContentBlockParam source = ContentBlockParam.of(block.object("source"));
    List<String> parts = texts(source);
    if (!source.type().equals("content") || !parts.isEmpty()) {
      String title = block.string("title");
      content.add(
          new ChatContent.Document(
              format(source),
              title.isEmpty() ? null : title,
              bytes(source, parts),
              cited ? new DocumentCitations(context.isEmpty() ? null : context, parts) : null));
    }
    content.addAll(images(source));
    return content;
  }

  private static byte[] bytes(ContentBlockParam source, List<String> parts) {
    return switch (source.type()) {
      case "base64" -> ContentConverter.bytes(source.string("data"), "document");
      case "text" -> source.string("data").getBytes(StandardCharsets.UTF_8);
      default -> String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static String format(ContentBlockParam source) {
    return switch (source.type()) {
      case "base64" -> format(source.string("media_type"));
      case "text", "content" -> "txt";
      default ->
          throw CallException.badRequest(
              "invalid document source type: "
                  + CallersWords.shown(source.type())
                  + ". Only base64, text and content documents are supported.");
    };
  }

  private static String format(String mediaType) {
    String format = FORMATS.get(mediaType);
    if (format == null) {
      throw CallException.badRequest(
          "invalid document media type: " + CallersWords.shown(mediaType));
    }
    return format;
  }

  /** The texts of a document that consists of parts; a blank one would be refused. */
  private static List<String> texts(ContentBlockParam source) {
    return parts(source)
        .filter(part -> !part.type().equals("image"))
        .map(part -> part.string("text"))
        .filter(text -> !text.isBlank())
        .toList();
  }

  private static List<ChatContent> images(ContentBlockParam source) {
    return parts(source)
        .filter(part -> part.type().equals("image"))
        .<ChatContent>map(image -> ContentConverter.image(image, "invalid image source"))
        .toList();
  }

  private static Stream<ContentBlockParam> parts(ContentBlockParam source) {
    return source.type().equals("content") ? source.blocks("content").stream() : Stream.empty();
  }
}
