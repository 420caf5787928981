package io.aiportal.ollama.answer;

import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.internal.Utf8;

/** How much of an answer has come, to guess its tokens where nobody will count them. */
final class AnswerSize {

  private static final int BYTES_A_TOKEN = 4;

  private long bytes;

  /** Adds what an event brought. */
  void add(ConverseStreamEvent event) {
    if (event instanceof TextDelta delta) {
      bytes += Utf8.length(delta.text());
    } else if (event instanceof ReasoningDelta delta) {
      bytes += Utf8.length(delta.text());
    } else if (event instanceof ToolUseDelta delta) {
      bytes += Utf8.length(delta.input());
    }
  }

  /** About as many tokens, at least 1. */
  int tokens() {
    return (int) Math.max(1, (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN);
  }
}
