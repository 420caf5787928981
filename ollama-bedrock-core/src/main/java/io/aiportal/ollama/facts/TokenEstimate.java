package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Guesses from above how many tokens a prompt has, for every family alike.
 *
 * <p>Nobody outside Bedrock has its tokenizers, so the figures are those of the family that makes
 * the most tokens of a text, as answers of Bedrock have told them. Plain prose has about two thirds
 * of what is guessed.
 */
public final class TokenEstimate {

  /**
   * How many times as many tokens as there are may be guessed at most, of a prompt of some size.
   */
  static final double MOST_TOO_MUCH = 2.5;

  /** What families put around every prompt, around tools, and around a schema for the answer. */
  private static final double AROUND_PROMPT = 120;

  private static final double AROUND_TOOLS = 1_300;
  private static final double AROUND_SCHEMA = 300;
  private static final double AROUND_BLOCK = 12;

  private static final double LETTER = 0.4;
  private static final double SIGN = 0.7;
  private static final double LATIN = 0.8;
  private static final double OTHER = 1.3;
  private static final int FIRST_OTHER = 0x250;
  private static final int FIRST_LATIN = 0x80;

  private static final double IMAGE = 2_500;
  private static final double DOCUMENT = 3_000;
  private static final double DOCUMENT_BYTE = 0.05;

  /** Deeper than any document of a call may be; a call that has one is refused later on. */
  private static final int DEEPEST = 250;

  private TokenEstimate() {}

  /** Whether the prompt of a call is sure to have no more tokens than this, at a glance. */
  static boolean isWithin(ChatCall call, int most) {
    long characters = 0;
    double tokens = AROUND_PROMPT;
    for (Turn turn : call.turns()) {
      for (ChatContent block : turn.content()) {
        if (!(block instanceof ChatContent.Text text)) {
          return false;
        }
        characters += text.text().length();
        tokens += AROUND_BLOCK;
      }
    }
    return call.tools().isEmpty()
        && call.outputFormat() instanceof OutputFormat.Text
        && tokens + OTHER * characters <= most;
  }

  /** Tokens of the whole prompt of a call. */
  public static double of(ChatCall call) {
    return ShorterConversation.of(call).tokens(0);
  }

  /** Tokens of all that stays whatever turns are left out. */
  static double ofFrame(ChatCall call) {
    double tokens = AROUND_PROMPT;
    if (!call.tools().isEmpty()) {
      tokens += AROUND_TOOLS;
      for (ToolDefinition tool : call.tools()) {
        tokens += of(tool);
      }
    }
    if (call.outputFormat() instanceof OutputFormat.JsonSchema format) {
      // It may stand in the request twice: as an instruction and as a tool.
      tokens += AROUND_SCHEMA + 2 * ofJson(format.schema(), 0);
    }
    return tokens;
  }

  private static double of(ToolDefinition tool) {
    String description = tool.description();
    return AROUND_BLOCK
        + ofText(tool.name())
        + (description == null ? 0 : ofText(description))
        + ofJson(tool.inputSchema(), 0);
  }

  /** Tokens of a turn. */
  static double of(Turn turn) {
    return of(turn.content());
  }

  private static double of(List<ChatContent> content) {
    double tokens = 0;
    for (ChatContent block : content) {
      tokens += AROUND_BLOCK + of(block);
    }
    return tokens;
  }

  private static double of(ChatContent block) {
    if (block instanceof ChatContent.Text text) {
      return ofText(text.text());
    } else if (block instanceof ChatContent.Image) {
      return IMAGE;
    } else if (block instanceof ChatContent.Document document) {
      return DOCUMENT + DOCUMENT_BYTE * document.bytes().length;
    } else if (block instanceof ChatContent.ToolUse call) {
      return ofText(call.name()) + ofJson(call.input(), 0);
    } else if (block instanceof ChatContent.ToolResult result) {
      return of(result.content());
    } else if (block instanceof ChatContent.SearchResult found) {
      // Each of its parts is a block of its own.
      return ofText(found.asText().text()) + AROUND_BLOCK * found.parts().size();
    } else if (block instanceof ChatContent.ReasoningText reasoning) {
      // What is shown may be a summary; the signature tells of all of it.
      String signature = reasoning.signature();
      return signature == null ? 0 : ofText(reasoning.text()) + LETTER * signature.length();
    } else if (block instanceof ChatContent.RedactedReasoning redacted) {
      return redacted.data().length * LETTER;
    }
    return 0;
  }

  /** Tokens of a text. */
  public static double ofText(String text) {
    double tokens = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < FIRST_LATIN) {
        tokens += c == ' ' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? LETTER : SIGN;
      } else {
        tokens += c < FIRST_OTHER ? LATIN : OTHER;
      }
    }
    return tokens;
  }

  private static double ofJson(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      return 0;
    }
    double tokens = 2 * SIGN;
    if (value instanceof Map<?, ?> object) {
      for (Map.Entry<?, ?> member : object.entrySet()) {
        tokens += 3 * SIGN + ofText(String.valueOf(member.getKey()));
        tokens += ofJson(member.getValue(), depth + 1);
      }
    } else if (value instanceof Iterable<?> list) {
      for (Object element : list) {
        tokens += SIGN + ofJson(element, depth + 1);
      }
    } else {
      tokens += ofText(String.valueOf(value));
    }
    return tokens;
  }
}
