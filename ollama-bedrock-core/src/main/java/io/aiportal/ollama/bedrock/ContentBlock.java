package io.aiportal.ollama.bedrock;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a message. */
public sealed interface ContentBlock {

  /** Plain text, not blank in a request. */
  record Text(String text) implements ContentBlock {}

  /**
   * An image inside a user's message.
   *
   * @param format what the bytes are
   * @param bytes the image file
   */
  record Image(ImageFormat format, byte[] bytes) implements ContentBlock {}

  /**
   * The model asks for a tool.
   *
   * @param toolUseId 1 to 64 characters of {@code [a-zA-Z0-9_.:-]}
   * @param name the tool's name as the request's tool configuration has it
   * @param input the arguments, a JSON object
   */
  record ToolUse(String toolUseId, String name, Map<String, @Nullable Object> input)
      implements ContentBlock {

    public ToolUse {
      input = Documents.unmodifiable(input);
    }
  }

  /**
   * The result of a tool.
   *
   * @param toolUseId the call that it answers
   * @param content text and images, at least one block
   * @param error whether the tool failed; only some families take a status, null leaves it out
   */
  record ToolResult(String toolUseId, List<ContentBlock> content, @Nullable Boolean error)
      implements ContentBlock {

    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /**
   * The model's thinking.
   *
   * @param text the thinking, which must go back to the model unchanged
   * @param signature the model's proof that it is unchanged; null where the family does not sign
   */
  record ReasoningText(String text, @Nullable String signature) implements ContentBlock {}

  /** Thinking that only the model may read. */
  record RedactedContent(byte[] data) implements ContentBlock {}
}
