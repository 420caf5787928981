package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.AnswerEnd;

/** OpenAI's words for why an answer ended. */
final class FinishReason {

  private static final String STOP = "stop";

  private FinishReason() {}

  /**
   * Why an answer ended.
   *
   * @param calling whether it calls tools
   */
  static String of(AnswerEnd end, boolean calling) {
    if (end.isCut()) {
      return "length";
    }
    return switch (end.stopReason()) {
      case CONTENT_FILTERED, GUARDRAIL_INTERVENED -> "content_filter";
      default -> calling ? "tool_calls" : STOP;
    };
  }

  /** Why an answer to a prompt ended; Ollama has a word of its own where nothing was asked. */
  static String of(AnswerEnd end, CompletionRequest request) {
    return request.asksNothing() ? "load" : of(end, false);
  }
}
