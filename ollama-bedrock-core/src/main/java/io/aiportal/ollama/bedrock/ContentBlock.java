package io.aiportal.ollama.bedrock;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a message, or of what the system says. */
public sealed interface ContentBlock {

  /** Plain text, not blank in a request. */
  record Text(String text) implements ContentBlock {}

  /**
   * Text of an answer that rests on documents, or on what a search found; documents alone in an
   * earlier answer that goes back.
   *
   * @param text what the model says
   * @param citations what it rests on; may be empty
   */
  record CitedText(String text, List<Citation> citations) implements ContentBlock {

    public CitedText {
      citations = List.copyOf(citations);
    }
  }

  /**
   * An image inside a user's message.
   *
   * @param format what the bytes are
   * @param bytes the image file
   */
  record Image(ImageFormat format, byte[] bytes) implements ContentBlock {}

  /**
   * A document inside a user's message, or in a tool's result.
   *
   * @param format Bedrock's name of the format: {@code pdf}, {@code csv}, {@code doc}, {@code
   *     docx}, {@code xls}, {@code xlsx}, {@code html}, {@code txt} or {@code md}
   * @param name letters, digits, single blanks, hyphens, parentheses and square brackets; at most
   *     200 characters, unlike that of any other document of the request
   * @param bytes the document file
   * @param citations how the answer is to cite it; null for not at all
   */
  record Document(String format, String name, byte[] bytes, @Nullable DocumentCitations citations)
      implements ContentBlock {

    /** A document that is not cited. */
    public Document(String format, String name, byte[] bytes) {
      this(format, name, bytes, null);
    }

    /** Whether it is nothing but text, which is cited by its characters when it is sent as such. */
    public boolean isPlainText() {
      return format.equals("txt");
    }

    /** The text that it is, if it is one. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /**
   * What a search found, inside a user's message or in a tool's result, for the answer to cite.
   *
   * @param source where it was found: an address, or any other text
   * @param title what it is called
   * @param parts its text in parts, at least one, each of which is cited as a whole
   */
  record SearchResult(String source, String title, List<String> parts) implements ContentBlock {

    public SearchResult {
      parts = List.copyOf(parts);
    }
  }

  /**
   * The model asks for a tool.
   *
   * @param toolUseId 1 to 64 characters of {@code [a-zA-Z0-9_.:-]}; in answers, empty where Bedrock
   *     gave none
   * @param name the tool's name as the request's tool configuration has it
   * @param input the arguments, a JSON object
   * @param brokenInput in answers, the JSON text that stands in their place and is no object; null
   *     where the arguments are some
   */
  record ToolUse(
      String toolUseId,
      String name,
      Map<String, @Nullable Object> input,
      @Nullable String brokenInput)
      implements ContentBlock {

    public ToolUse {
      input = Documents.unmodifiable(input);
    }

    /** A call with these arguments. */
    public ToolUse(String toolUseId, String name, Map<String, @Nullable Object> input) {
      this(toolUseId, name, input, null);
    }

    /**
     * A call as Bedrock answered it.
     *
     * @param toolUseId its id; empty where Bedrock gave none
     * @param input its arguments as JSON: an object, a text that holds one, or anything else, which
     *     is kept as broken
     * @throws BedrockException if there is no name, or the arguments are nested too deep
     */
    public static ToolUse answered(
        @Nullable String toolUseId, @Nullable String name, @Nullable Object input) {
      if (name == null) {
        throw new BedrockException(BedrockException.Kind.CORRUPT, "a tool call has no name", null);
      }
      String id = toolUseId == null ? "" : toolUseId;
      Map<String, @Nullable Object> arguments = ToolInput.of(input);
      return arguments == null
          ? new ToolUse(id, name, Map.of(), JsonObjects.write(input))
          : new ToolUse(id, name, arguments);
    }
  }

  /**
   * The result of a tool.
   *
   * @param toolUseId the call that it answers
   * @param content text, images, documents and what searches found, at least one block
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

  /**
   * Everything before it may be kept in the prompt cache.
   *
   * @param ttl how long: {@code 5m} or {@code 1h}; null for the model's default
   */
  record CachePoint(@Nullable String ttl) implements ContentBlock {}
}
