package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.go.GoBase64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Images and documents that stand in a request itself; nothing is fetched from anywhere. */
final class MediaFiles {

  private static final String BASE64 = ";base64,";

  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif");

  /** Bedrock's names of the formats of documents, by media type. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "application/pdf", "pdf",
          "text/csv", "csv",
          "application/msword", "doc",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          "application/vnd.ms-excel", "xls",
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
          "text/html", "html",
          "text/plain", "txt",
          "text/markdown", "md");

  private MediaFiles() {}

  /**
   * The image of a {@code data:} URL.
   *
   * @throws CallException 400, in Ollama's words, if it is none
   */
  static ChatContent.Image image(String url) {
    if (url.startsWith("http://") || url.startsWith("https://")) {
      throw CallException.badRequest(
          "image URLs are not currently supported, please use base64 encoded data instead");
    }
    String type = mediaType(url);
    if (type == null || !(type.isEmpty() || IMAGES.contains(type))) {
      throw CallException.badRequest("invalid image input");
    }
    return new ChatContent.Image(decode(encoded(url), "invalid image input"));
  }

  /**
   * The file that a {@code data:} URL, or base64 alone, holds: a document, or an image.
   *
   * @param name what it is called; its ending tells the format where nothing else does
   * @throws CallException 400, if it is no such file
   */
  static ChatContent file(@Nullable String name, String data) {
    String type = mediaType(data);
    if (type != null && IMAGES.contains(type)) {
      return image(data);
    }
    byte[] bytes =
        decode(type == null ? data : encoded(data), "invalid file input: its data is no base64");
    String format = FORMATS.getOrDefault(type == null ? "" : type, ending(name));
    if (!FORMATS.containsValue(format)) {
      throw CallException.badRequest(
          "invalid file input: neither its media type nor its name says that it is a document of"
              + " the formats PDF, CSV, DOC, DOCX, XLS, XLSX, HTML, TXT or MD");
    }
    return new ChatContent.Document(format, withoutEnding(name), bytes);
  }

  /** The media type of a {@code data:} URL, empty where it has none; null if it is no such URL. */
  private static @Nullable String mediaType(String url) {
    int end = url.indexOf(BASE64);
    if (!url.startsWith("data:") || end < 0) {
      return null;
    }
    int parameters = url.indexOf(';');
    return url.substring("data:".length(), Math.min(parameters, end)).toLowerCase(Locale.ROOT);
  }

  private static String encoded(String url) {
    return url.substring(url.indexOf(BASE64) + BASE64.length());
  }

  private static byte[] decode(String text, String refusal) {
    try {
      return GoBase64.decode(text);
    } catch (CallException notBase64) {
      throw CallException.badRequest(refusal);
    }
  }

  private static String ending(@Nullable String name) {
    return name == null ? "" : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String withoutEnding(@Nullable String name) {
    int dot = name == null ? -1 : name.lastIndexOf('.');
    return name == null || dot <= 0 ? name : name.substring(0, dot);
  }
}
