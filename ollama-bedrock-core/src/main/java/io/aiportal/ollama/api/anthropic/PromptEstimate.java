package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.internal.Utf8;
import io.aiportal.ollama.internal.go.GoEncoder;

/**
 * Guesses how many tokens a prompt has before anybody has counted them: a quarter of its bytes, as
 * Ollama has it.
 */
final class PromptEstimate {

  private static final int BYTES_A_TOKEN = 4;

  private PromptEstimate() {}

  /** The tokens of a request's prompt, at least 1. */
  static int tokens(MessagesRequest request) {
    long bytes = 0;
    for (ContentBlockParam block : request.system()) {
      bytes += bytes(block);
    }
    for (MessageParam message : request.messages()) {
      bytes += message.role().length();
      for (ContentBlockParam block : message.content()) {
        bytes += bytes(block);
      }
    }
    for (ToolParam tool : request.tools()) {
      bytes += Utf8.length(tool.name()) + Utf8.length(tool.description());
      bytes += tool.inputSchema() == null ? 0 : GoEncoder.encode(tool.inputSchema()).length;
    }
    return (int) Math.max(1, bytes / BYTES_A_TOKEN);
  }

  private static long bytes(ContentBlockParam block) {
    return switch (block.type()) {
      case "tool_use", "tool_result" -> GoEncoder.encode(block.fields()).length;
      default -> Utf8.length(block.string("text")) + Utf8.length(block.string("thinking"));
    };
  }
}
