package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.util.ArrayList;
import java.util.List;

/** What an item of a response's input says, as blocks. */
final class ResponseParts {

  /** How Go prints what Ollama looks into a part with. */
  private static final String PART = "struct { Type string \"json:\\\"type\\\"\" }";

  private ResponseParts() {}

  /**
   * The blocks of a field: a text, or a list of parts.
   *
   * @throws CallException 400, in Ollama's words, if it is something else
   */
  static List<ChatContent> of(ItemFields item, String name) {
    Object value = item.fields().get(name);
    if (value == null || value.equals("")) {
      return List.of();
    }
    if (value instanceof String text) {
      return List.of(new ChatContent.Text(text));
    }
    if (!(value instanceof List<?> parts)) {
      throw item.refusal(
          name
              + " must be a string or array: json: cannot unmarshal "
              + GoTypes.kind(value)
              + " into Go value of type []json.RawMessage");
    }
    List<ChatContent> blocks = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String place = item.place() + name + "[" + i + "]: ";
      blocks.add(block(ItemFields.of(parts.get(i), place, PART)));
    }
    return blocks;
  }

  private static ChatContent block(ItemFields part) {
    String type = part.text("type");
    return switch (type) {
      case "input_text" -> text(part.as("ResponsesTextContent"), "text");
      case "output_text" -> text(part.as("ResponsesOutputTextContent"), "text");
      case "refusal" -> text(part, "refusal");
      case "input_image" -> image(part.as("ResponsesImageContent"));
      case "input_file" -> file(part.as("ResponsesFileContent"));
      default -> throw part.refusal("unknown content type: " + type);
    };
  }

  private static ChatContent text(ItemFields part, String name) {
    return new ChatContent.Text(part.text(name));
  }

  private static ChatContent image(ItemFields part) {
    String url = part.text("image_url");
    if (url.isEmpty()) {
      throw CallException.badRequest(
          "images by id are not supported: nothing is stored here; send image_url with a data URL"
              + " instead");
    }
    return MediaFiles.image(url);
  }

  private static ChatContent file(ItemFields part) {
    String data = part.text("file_data");
    if (data.isEmpty()) {
      throw CallException.badRequest(
          "files by id or URL are not supported: nothing is stored here, nor fetched; send"
              + " file_data instead");
    }
    String name = part.text("filename");
    return MediaFiles.file(name.isEmpty() ? null : name, data);
  }
}
