package io.aiportal.ollama.api.ollama;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.chat.ChatContent;
import java.time.Clock;
import java.util.List;

/** Writes an answer as the lines of {@code /api/chat}. */
final class ChatLinesWriter extends LinesWriter {

  private static final String CONTENT = "\",\"message\":{\"role\":\"assistant\",\"content\":\"";
  private static final byte[] TOOL_CALLS = ascii("\",\"tool_calls\":");
  private static final byte[] END_TOOL_CALLS = ascii("},\"done\":false}\n");
  private static final byte[] END_MESSAGE = ascii("\"}");

  private int toolCalls;

  /** A writer for the answer of a model, by the name that the request gave it. */
  ChatLinesWriter(String model, Clock clock) {
    super(model, clock, CONTENT, CONTENT + "\",\"thinking\":\"", "\"},\"done\":false}\n");
  }

  @Override
  void toolCall(ChatContent.ToolUse call) {
    byte[] calls = ResponseJson.bytes(List.of(ToolCall.of(toolCalls, call)));
    append(() -> beginText().append(TOOL_CALLS).append(calls).append(END_TOOL_CALLS));
    toolCalls++;
  }

  @Override
  void done(String doneReason, Metrics metrics) {
    append(() -> appendEnd(beginText().append(END_MESSAGE), doneReason, List.of(), metrics));
  }
}
