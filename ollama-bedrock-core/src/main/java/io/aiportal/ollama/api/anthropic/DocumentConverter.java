package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    if (!context.isEmpty()) {
      content.add(new ChatContent.Text(context));
    }
    ContentBlockParam source = ContentBlockParam.of(block.object("source"));
    String title = block.string("title");
    String name = title.isEmpty() ? null : title;
    switch (source.type()) {
      case "base64" ->
          content.add(
              new ChatContent.Document(
                  format(source), name, ContentConverter.bytes(source.string("data"), "document")));
      case "text" -> content.add(text(name, source.string("data")));
      case "content" -> addParts(source, name, content);
      default ->
          throw CallException.badRequest(
              "invalid document source type: "
                  + source.type()
                  + ". Only base64, text and content documents are supported.");
    }
    return content;
  }

  private static String format(ContentBlockParam source) {
    String mediaType = source.string("media_type");
    String format = FORMATS.get(mediaType);
    if (format == null) {
      throw CallException.badRequest("invalid document media type: " + mediaType);
    }
    return format;
  }

  private static void addParts(
      ContentBlockParam source, @Nullable String name, List<ChatContent> content) {
    List<String> texts = new ArrayList<>();
    List<ChatContent> images = new ArrayList<>();
    for (ContentBlockParam part : source.blocks("content")) {
      if (part.type().equals("image")) {
        images.add(ContentConverter.image(part, "invalid image source"));
      } else {
        texts.add(part.string("text"));
      }
    }
    if (!texts.isEmpty()) {
      content.add(text(name, String.join("\n", texts)));
    }
    content.addAll(images);
  }

  private static ChatContent.Document text(@Nullable String name, String text) {
    return new ChatContent.Document("txt", name, text.getBytes(StandardCharsets.UTF_8));
  }
}
