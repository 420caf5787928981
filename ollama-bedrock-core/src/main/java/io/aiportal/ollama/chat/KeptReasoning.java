package io.aiportal.ollama.chat;

import java.util.List;

/**
 * What a model thought before it called tools, exactly as it gave it.
 *
 * @param beforeText what came before any text of the turn: {@link ChatContent.ReasoningText} with
 *     its signature, and {@link ChatContent.RedactedReasoning}
 * @param afterText what came between the text and the calls; empty for nothing
 */
public record KeptReasoning(List<ChatContent> beforeText, List<ChatContent> afterText) {

  /** What a block takes besides its own bytes, and an entry besides its blocks. */
  private static final int BYTES_AROUND = 200;

  /** Nothing. */
  public static final KeptReasoning NONE = new KeptReasoning(List.of(), List.of());

  public KeptReasoning {
    beforeText = List.copyOf(beforeText);
    afterText = List.copyOf(afterText);
    beforeText.forEach(KeptReasoning::require);
    afterText.forEach(KeptReasoning::require);
  }

  private static void require(ChatContent block) {
    if (!(block instanceof ChatContent.ReasoningText)
        && !(block instanceof ChatContent.RedactedReasoning)) {
      throw new IllegalArgumentException("only reasoning is kept: " + block.getClass());
    }
  }

  /** Whether there is nothing. */
  public boolean isEmpty() {
    return beforeText.isEmpty() && afterText.isEmpty();
  }

  /** The memory that it takes at most, in bytes. */
  public long bytes() {
    long bytes = BYTES_AROUND;
    for (List<ChatContent> blocks : List.of(beforeText, afterText)) {
      for (ChatContent block : blocks) {
        bytes += BYTES_AROUND + bytes(block);
      }
    }
    return bytes;
  }

  private static long bytes(ChatContent block) {
    if (block instanceof ChatContent.RedactedReasoning redacted) {
      return redacted.data().length;
    }
    ChatContent.ReasoningText text = (ChatContent.ReasoningText) block;
    String signature = text.signature();
    return 2L * text.text().length() + (signature == null ? 0 : 2L * signature.length());
  }
}
