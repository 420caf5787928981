package io.aiportal.ollama.api.ollama;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the pieces of a streamed chat answer to a whole one, as it had come without streaming.
 *
 * <pre>{@code
 * ChatAccumulator answer = new ChatAccumulator();
 * pieces.forEach(answer);
 * messages.add(answer.response().message());
 * }</pre>
 *
 * <p>Confined to one thread at a time.
 */
public final class ChatAccumulator implements Consumer<ChatResponse> {

  private final StringBuilder content = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private @Nullable ChatResponse last;

  /** An accumulator to which nothing has come. */
  public ChatAccumulator() {}

  /** Takes the next piece. */
  @Override
  public void accept(ChatResponse piece) {
    Message message = piece.message();
    content.append(message.content());
    if (message.thinking() != null) {
      thinking.append(message.thinking());
    }
    toolCalls.addAll(message.toolCalls());
    last = piece;
  }

  /** This accumulator as a consumer that passes the whole answer on when it is complete. */
  Consumer<ChatResponse> whenDone(Consumer<ChatResponse> out) {
    return piece -> {
      accept(piece);
      if (piece.done()) {
        out.accept(response());
      }
    };
  }

  /** Whether the last piece was there, so that the answer is complete. */
  public boolean isDone() {
    return last != null && last.done();
  }

  /**
   * The answer as far as it has come; it says itself whether it is done, and why.
   *
   * @throws IllegalStateException if nothing has come
   */
  public ChatResponse response() {
    if (last == null) {
      throw new IllegalStateException("no piece of an answer has come");
    }
    Message message =
        new Message(
            last.message().role(),
            content.toString(),
            thinking.isEmpty() ? null : thinking.toString(),
            List.of(),
            toolCalls,
            null,
            null);
    return new ChatResponse(
        last.model(), last.createdAt(), message, last.done(), last.doneReason(), last.metrics());
  }
}
