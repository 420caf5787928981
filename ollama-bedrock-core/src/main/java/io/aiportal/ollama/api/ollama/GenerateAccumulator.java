package io.aiportal.ollama.api.ollama;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the pieces of a streamed answer of generate to a whole one, like {@link ChatAccumulator}.
 *
 * <p>Confined to one thread at a time.
 */
public final class GenerateAccumulator implements Consumer<GenerateResponse> {

  private final StringBuilder response = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private @Nullable GenerateResponse last;

  /** An accumulator to which nothing has come. */
  public GenerateAccumulator() {}

  /** Takes the next piece. */
  @Override
  public void accept(GenerateResponse piece) {
    response.append(piece.response());
    if (piece.thinking() != null) {
      thinking.append(piece.thinking());
    }
    last = piece;
  }

  /** This accumulator as a consumer that passes the whole answer on when it is complete. */
  Consumer<GenerateResponse> whenDone(Consumer<GenerateResponse> out) {
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
  public GenerateResponse response() {
    if (last == null) {
      throw new IllegalStateException("no piece of an answer has come");
    }
    return new GenerateResponse(
        last.model(),
        last.createdAt(),
        response.toString(),
        thinking.isEmpty() ? null : thinking.toString(),
        last.done(),
        last.doneReason(),
        last.context(),
        last.metrics());
  }
}
