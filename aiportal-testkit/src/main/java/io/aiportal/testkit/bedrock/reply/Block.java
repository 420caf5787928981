package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One content block of a reply, in the order in which the model wrote it. */
public sealed interface Block {

  /** Visible text. */
  record Text(String text) implements Block {}

  /**
   * Visible text that rests on documents.
   *
   * @param citations as a whole answer of Converse has them: JSON objects
   */
  record CitedText(String text, List<JsonNode> citations) implements Block {

    public CitedText {
      citations = List.copyOf(citations);
    }
  }

  /**
   * Thinking in the clear.
   *
   * @param text may be empty, as with models that show no thinking but still sign it
   * @param signature null for models that do not sign their thinking
   */
  record Reasoning(String text, @Nullable String signature) implements Block {}

  /**
   * Thinking that the model hides.
   *
   * @param content the encrypted bytes in base64
   */
  record RedactedReasoning(String content) implements Block {}

  /**
   * A finished tool call.
   *
   * @param id unique within the conversation
   * @param name the name of a tool of the request
   * @param input a JSON object
   */
  record ToolUse(String id, String name, JsonNode input) implements Block {}

  /**
   * A tool call that ran out of tokens while its input was being written.
   *
   * <p>A stream shows the broken JSON as far as it got; a whole response has an empty input.
   *
   * @param partialInput a prefix of the JSON text of the input
   */
  record CutToolUse(String id, String name, String partialInput) implements Block {}
}
