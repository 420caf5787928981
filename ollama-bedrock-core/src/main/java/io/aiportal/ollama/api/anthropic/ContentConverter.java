package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.CallersWords;
import io.aiportal.ollama.internal.go.GoBase64;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns blocks of content into what a call can hold. Blocks of an unknown type are passed over, as
 * Ollama does.
 */
final class ContentConverter {

  private ContentConverter() {}

  /**
   * What a user, or the assistant, said.
   *
   * @throws CallException 400 for a block that lacks what it needs, or that cannot be passed on
   */
  static List<ChatContent> convert(List<ContentBlockParam> blocks) {
    List<ChatContent> content = new ArrayList<>();
    for (ContentBlockParam block : blocks) {
      content.addAll(convert(block));
      addCachePoint(block, content);
    }
    return content;
  }

  /** A system prompt: its texts, and where it may be cached. */
  static List<ChatContent> instructions(List<ContentBlockParam> blocks) {
    List<ChatContent> content = new ArrayList<>();
    for (ContentBlockParam block : blocks) {
      if (block.type().equals("text")) {
        content.add(new ChatContent.Text(block.string("text")));
        addCachePoint(block, content);
      }
    }
    return content;
  }

  private static void addCachePoint(ContentBlockParam block, List<ChatContent> content) {
    Duration timeToLive = CacheControl.timeToLive(block.object("cache_control"));
    if (timeToLive != null) {
      content.add(new ChatContent.CachePoint(timeToLive));
    }
  }

  private static List<ChatContent> convert(ContentBlockParam block) {
    return switch (block.type()) {
      case "tool_use" -> List.of(toolUse(block));
      case "tool_result" -> List.of(toolResult(block));
      case "thinking" -> thinking(block);
      case "redacted_thinking" ->
          List.of(new ChatContent.RedactedReasoning(GoBase64.decode(block.string("data"))));
      case "web_search_tool_result" -> List.of(new ChatContent.Text(webSearchResults(block)));
      default -> shown(block, "invalid image source");
    };
  }

  /** What can be shown to a model, inside of a tool's result too. */
  private static List<ChatContent> shown(ContentBlockParam block, String ifNoImage) {
    return switch (block.type()) {
      case "text" -> List.of(new ChatContent.Text(block.string("text"), CitationJson.read(block)));
      case "image" -> List.of(image(block, ifNoImage));
      case "document" -> DocumentConverter.convert(block);
      case "search_result" -> List.of(searchResult(block));
      default -> List.of();
    };
  }

  /**
   * An image; only what comes along is taken, nothing is fetched.
   *
   * @throws CallException 400, with {@code ifNone} if there is none
   */
  static ChatContent.Image image(ContentBlockParam block, String ifNone) {
    Map<String, @Nullable Object> source = block.object("source");
    if (source == null) {
      throw CallException.badRequest(ifNone);
    }
    ContentBlockParam file = new ContentBlockParam(source);
    if (!file.type().equals("base64")) {
      throw CallException.badRequest(
          "invalid image source type: "
              + CallersWords.shown(file.type())
              + ". Only base64 images are supported.");
    }
    return new ChatContent.Image(bytes(file.string("data"), "image"));
  }

  /** A file's bytes out of base64. */
  static byte[] bytes(String base64, String kind) {
    try {
      return GoBase64.decode(base64);
    } catch (CallException e) {
      throw CallException.badRequest("invalid base64 " + kind + " data: " + e.getMessage());
    }
  }

  private static ChatContent.ToolUse toolUse(ContentBlockParam block) {
    Map<String, @Nullable Object> input = block.object("input");
    return new ChatContent.ToolUse(
        required(block, "id"), required(block, "name"), input == null ? Map.of() : input);
  }

  private static String required(ContentBlockParam block, String field) {
    String value = block.string(field);
    if (value.isEmpty()) {
      throw CallException.badRequest("tool_use block missing required '" + field + "' field");
    }
    return value;
  }

  private static ChatContent.ToolResult toolResult(ContentBlockParam block) {
    List<ChatContent> content = new ArrayList<>();
    for (ContentBlockParam part : block.blocks("content")) {
      content.addAll(shown(part, "invalid tool_result image source"));
    }
    String id = block.string("tool_use_id");
    return new ChatContent.ToolResult(
        id.isEmpty() ? null : id, null, content, block.bool("is_error"));
  }

  /** Thinking without text counts if it is signed: some models do not show what they thought. */
  private static List<ChatContent> thinking(ContentBlockParam block) {
    String text = block.string("thinking");
    String signature = block.string("signature");
    return text.isEmpty() && signature.isEmpty()
        ? List.of()
        : List.of(new ChatContent.ReasoningText(text, signature.isEmpty() ? null : signature));
  }

  /** What a search of the caller's found, as text if it is not to be cited. */
  private static ChatContent searchResult(ContentBlockParam block) {
    ChatContent.SearchResult found =
        new ChatContent.SearchResult(
            block.string("source"),
            block.string("title"),
            block.blocks("content").stream().map(part -> part.string("text")).toList());
    return block.isCited() ? found : found.asText();
  }

  /** What a search of Anthropic's found, as Ollama tells it to its models. */
  private static String webSearchResults(ContentBlockParam block) {
    StringBuilder found = new StringBuilder();
    for (ContentBlockParam result : block.blocks("content")) {
      if (result.type().equals("web_search_result")) {
        found
            .append("- ")
            .append(result.string("title"))
            .append(": ")
            .append(result.string("url"))
            .append('\n');
      }
    }
    return found.toString();
  }
}
