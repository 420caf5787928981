package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.GenerateResponse;
import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes an answer of generate on as records, one for each piece. */
public final class GeneratePieces implements AnswerSink {

  private final String model;
  private final Clock clock;
  private final Function<String, List<Integer>> context;
  private final Consumer<GenerateResponse> out;
  private final StringBuilder response = new StringBuilder();

  /**
   * Passes on the pieces of a model, by the name that the request gave it.
   *
   * @param context makes the conversation so far out of the whole answer; empty for none
   */
  public GeneratePieces(
      String model,
      Clock clock,
      Function<String, List<Integer>> context,
      Consumer<GenerateResponse> out) {
    this.model = model;
    this.clock = clock;
    this.context = context;
    this.out = out;
  }

  @Override
  public void thinking(String text) {
    piece("", text);
  }

  @Override
  public void content(String text) {
    response.append(text);
    piece(text, null);
  }

  /** Generate offers no tools, so no model calls one. */
  @Override
  public void toolCall(ToolCall call) {}

  private void piece(String text, @Nullable String thinking) {
    out.accept(
        new GenerateResponse(
            model, clock.instant(), text, thinking, false, null, List.of(), Metrics.NONE));
  }

  @Override
  public void done(String doneReason, Metrics metrics) {
    out.accept(
        new GenerateResponse(
            model,
            clock.instant(),
            "",
            null,
            true,
            doneReason,
            context.apply(response.toString()),
            metrics));
  }
}
