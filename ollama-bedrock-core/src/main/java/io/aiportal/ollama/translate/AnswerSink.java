package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;

/** Takes an answer as Ollama tells it, piece by piece in order. */
public interface AnswerSink {

  /** More thinking, never empty. */
  void thinking(String text);

  /** More text, never empty. */
  void content(String text);

  /** A complete tool call. */
  void toolCall(ToolCall call);

  /**
   * The answer is complete; nothing follows.
   *
   * @param doneReason {@code stop} or {@code length}
   * @param metrics what it took
   */
  void done(String doneReason, Metrics metrics);
}
