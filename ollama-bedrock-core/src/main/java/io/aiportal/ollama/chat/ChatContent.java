package io.aiportal.ollama.chat;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.DocumentCitations;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a turn, as the caller has it. */
public sealed interface ChatContent {

  /**
   * Text; may be blank.
   *
   * @param text what is said
   * @param citations in what the assistant said earlier, which documents it rests on, under the
   *     names that their caller gave them
   */
  record Text(String text, List<Citation> citations) implements ChatContent {

    public Text {
      citations = List.copyOf(citations);
    }

    /** A text that cites nothing. */
    public Text(String text) {
      this(text, List.of());
    }
  }

  /**
   * An image.
   *
   * @param bytes the image file; its first bytes tell its format
   */
  record Image(byte[] bytes) implements ChatContent {}

  /**
   * A document for the model to read.
   *
   * @param format Bedrock's name of the format: {@code pdf}, {@code csv}, {@code doc}, {@code
   *     docx}, {@code xls}, {@code xlsx}, {@code html}, {@code txt} or {@code md}
   * @param name what it is called; any text, null where the caller gave none
   * @param bytes the document file
   * @param citations how the answer is to cite it; null for not at all
   */
  record Document(
      String format, @Nullable String name, byte[] bytes, @Nullable DocumentCitations citations)
      implements ChatContent {

    /** A document that is not cited. */
    public Document(String format, @Nullable String name, byte[] bytes) {
      this(format, name, bytes, null);
    }
  }

  /**
   * What a search found, for the answer to cite; without citations it is text like any other.
   *
   * @param source where it was found: an address, or any other text
   * @param title what it is called; may be empty
   * @param parts its text in parts, each of which is cited as a whole
   */
  record SearchResult(String source, String title, List<String> parts) implements ChatContent {

    public SearchResult {
      parts = List.copyOf(parts);
    }

    /** The same as text, for models that cite nothing. */
    public Text asText() {
      return new Text(title + '\n' + source + "\n\n" + String.join("\n", parts));
    }
  }

  /**
   * The model asked for a tool.
   *
   * @param id names the call, so that its result can be matched; null where the caller lost it
   * @param name the tool's name as the caller spells it
   * @param input the arguments, a JSON object in its order
   */
  record ToolUse(@Nullable String id, String name, Map<String, @Nullable Object> input)
      implements ChatContent {

    public ToolUse {
      input = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(input));
    }
  }

  /**
   * The result of a tool.
   *
   * @param id the call that it answers; null where the caller does not say
   * @param toolName the tool that gave it, as the caller spells it; null where he does not say
   * @param content text, images, documents and what searches found; may be empty
   * @param error whether the tool failed; null where the caller does not say
   */
  record ToolResult(
      @Nullable String id,
      @Nullable String toolName,
      List<ChatContent> content,
      @Nullable Boolean error)
      implements ChatContent {

    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /**
   * The model's thinking in an earlier turn.
   *
   * @param text the thinking
   * @param signature the model's proof that it is unchanged; null where it was lost or never given
   */
  record ReasoningText(String text, @Nullable String signature) implements ChatContent {}

  /** Thinking that only the model may read. */
  record RedactedReasoning(byte[] data) implements ChatContent {}

  /**
   * A hint that everything up to here will be sent again, and may be kept in Bedrock's prompt
   * cache.
   *
   * @param timeToLive how long it should be kept; null for the model's default
   */
  record CachePoint(@Nullable Duration timeToLive) implements ChatContent {}
}
