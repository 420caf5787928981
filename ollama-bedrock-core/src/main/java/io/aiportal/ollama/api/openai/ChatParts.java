package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a message of a chat says, as blocks. */
final class ChatParts {

  private ChatParts() {}

  /**
   * The blocks of a message.
   *
   * @param content a text, or a list of parts
   * @param optional whether there may be none, as the message calls tools
   * @throws CallException 400, in Ollama's words, if it is something else
   */
  static List<ChatContent> of(@Nullable Object content, boolean optional) {
    if (content instanceof String text) {
      return text.isEmpty() ? List.of() : List.of(new ChatContent.Text(text));
    }
    if (content instanceof List<?> parts) {
      List<ChatContent> blocks = new ArrayList<>();
      parts.forEach(part -> blocks.add(part(part)));
      return blocks;
    }
    if (!optional) {
      throw CallException.badRequest("invalid message content type: " + GoTypes.of(content));
    }
    return List.of();
  }

  private static ChatContent part(@Nullable Object part) {
    if (!(part instanceof Map<?, ?> fields) || !(fields.get("type") instanceof String type)) {
      throw invalid();
    }
    return switch (type) {
      case "text" -> new ChatContent.Text(text(fields.get("text")));
      case "refusal" -> new ChatContent.Text(text(fields.get("refusal")));
      case "image_url" -> MediaFiles.image(url(fields.get("image_url")));
      case "file" -> file(fields.get("file"));
      case "input_audio" ->
          throw CallException.badRequest(
              "audio inputs are not supported: no model takes them through this API; send a"
                  + " transcript as text");
      default -> throw invalid();
    };
  }

  private static String url(@Nullable Object image) {
    return text(image instanceof Map<?, ?> fields ? fields.get("url") : image);
  }

  private static ChatContent file(@Nullable Object file) {
    if (!(file instanceof Map<?, ?> fields)) {
      throw invalid();
    }
    if (!(fields.get("file_data") instanceof String data)) {
      throw CallException.badRequest(
          "files by id are not supported: nothing is stored here; send file_data instead");
    }
    return MediaFiles.file(fields.get("filename") instanceof String name ? name : null, data);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw invalid();
  }

  private static CallException invalid() {
    return CallException.badRequest("invalid message format");
  }
}
