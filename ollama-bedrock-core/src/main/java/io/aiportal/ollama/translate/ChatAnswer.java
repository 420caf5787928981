package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers a whole answer of chat and passes it on when it is done. */
public final class ChatAnswer implements AnswerSink {

  private final String model;
  private final Clock clock;
  private final Consumer<ChatResponse> out;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final List<ToolCall> toolCalls = new ArrayList<>();

  /** Gathers for a model, by the name that the request gave it. */
  public ChatAnswer(String model, Clock clock, Consumer<ChatResponse> out) {
    this.model = model;
    this.clock = clock;
    this.out = out;
  }

  @Override
  public void thinking(String text) {
    thinking.append(text);
  }

  @Override
  public void content(String text) {
    content.append(text);
  }

  @Override
  public void toolCall(ToolCall call) {
    toolCalls.add(call);
  }

  @Override
  public void done(String doneReason, Metrics metrics) {
    Message message =
        new Message(
            "assistant",
            content.toString(),
            thinking.isEmpty() ? null : thinking.toString(),
            List.of(),
            toolCalls,
            null,
            null);
    out.accept(new ChatResponse(model, clock.instant(), message, true, doneReason, metrics));
  }
}
