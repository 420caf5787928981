package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.chat.AnswerEnd;

/** Anthropic's words for why an answer ended. */
final class StopReasons {

  private StopReasons() {}

  /**
   * Why an answer ended.
   *
   * @param calling whether the answer calls a tool that the caller knows
   */
  static String of(AnswerEnd end, boolean calling) {
    return switch (end.stopReason()) {
      case MAX_TOKENS -> "max_tokens";
      case MODEL_CONTEXT_WINDOW_EXCEEDED -> "model_context_window_exceeded";
      case GUARDRAIL_INTERVENED, CONTENT_FILTERED -> "refusal";
      case STOP_SEQUENCE -> "stop_sequence";
      default -> calling ? "tool_use" : "end_turn";
    };
  }
}
