package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes an answer of chat on as records, one for each piece. */
public final class ChatPieces implements AnswerSink {

  private final String model;
  private final Clock clock;
  private final Consumer<ChatResponse> out;

  /** Passes on the pieces of a model, by the name that the request gave it. */
  public ChatPieces(String model, Clock clock, Consumer<ChatResponse> out) {
    this.model = model;
    this.clock = clock;
    this.out = out;
  }

  @Override
  public void thinking(String text) {
    piece("", text, List.of());
  }

  @Override
  public void content(String text) {
    piece(text, null, List.of());
  }

  @Override
  public void toolCall(ToolCall call) {
    piece("", null, List.of(call));
  }

  private void piece(String content, @Nullable String thinking, List<ToolCall> calls) {
    Message message = new Message("assistant", content, thinking, List.of(), calls, null, null);
    out.accept(new ChatResponse(model, clock.instant(), message, false, null, Metrics.NONE));
  }

  @Override
  public void done(String doneReason, Metrics metrics) {
    out.accept(
        new ChatResponse(model, clock.instant(), Message.assistant(""), true, doneReason, metrics));
  }
}
