package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoBase64;
import io.aiportal.ollama.internal.go.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Content in parts, as the OpenAI API has it, taken apart into a text and images. */
final class ContentParts {

  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> images = new ArrayList<>();

  private ContentParts() {}

  /**
   * Takes parts apart.
   *
   * @throws CallException 400 for a part of another kind, and for an image that must be fetched
   */
  static ContentParts of(Object parts) {
    ContentParts content = new ContentParts();
    for (Object part : parts instanceof List<?> list ? list : List.of(parts)) {
      content.add(part);
    }
    return content;
  }

  private void add(@Nullable Object part) {
    Map<?, ?> fields = part instanceof Map<?, ?> map ? map : Map.of();
    Object type = fields.get("type");
    if ("text".equals(type) && fields.get("text") instanceof String text) {
      texts.add(text);
    } else if ("image_url".equals(type)) {
      images.add(image(fields.get("image_url")));
    } else {
      throw CallException.badRequest(
          "a part of the content is neither text nor an image: its type is "
              + (type instanceof String name ? GoQuote.quote(name) : "missing"));
    }
  }

  private static byte[] image(@Nullable Object urlOrObject) {
    Object url = urlOrObject instanceof Map<?, ?> map ? map.get("url") : urlOrObject;
    if (url instanceof String text && text.startsWith("data:")) {
      return file(text);
    }
    throw CallException.badRequest("an image of the content must be a data: URL with base64");
  }

  /** The file that base64, or a {@code data:} URL of it, holds. */
  static byte[] file(String text) {
    String mark = ";base64,";
    int data = text.startsWith("data:") ? text.indexOf(mark) : -1;
    return GoBase64.decode(data < 0 ? text : text.substring(data + mark.length()));
  }

  /** The texts, a line each. */
  String text() {
    return String.join("\n", texts);
  }

  List<byte[]> images() {
    return images;
  }
}
