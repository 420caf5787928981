package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.ChatContent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes an answer on as the records of {@code /api/chat}. */
final class ChatRecords extends RecordsSink {

  private final String model;
  private final Consumer<ChatResponse> out;
  private int toolCalls;

  /** Passes on what a model answers, by the name that the request gave it. */
  ChatRecords(String model, Clock clock, Consumer<ChatResponse> out) {
    super(clock);
    this.model = model;
    this.out = out;
  }

  @Override
  void piece(Instant now, String text, @Nullable String thinking) {
    piece(now, text, thinking, List.of());
  }

  @Override
  void toolCall(Instant now, ChatContent.ToolUse call) {
    piece(now, "", null, List.of(ToolCall.of(toolCalls++, call)));
  }

  private void piece(Instant now, String content, @Nullable String thinking, List<ToolCall> calls) {
    Message message = new Message("assistant", content, thinking, List.of(), calls, null, null);
    out.accept(new ChatResponse(model, now, message, false, null, Metrics.NONE));
  }

  @Override
  void done(Instant now, String doneReason, Metrics metrics) {
    out.accept(new ChatResponse(model, now, Message.assistant(""), true, doneReason, metrics));
  }
}
