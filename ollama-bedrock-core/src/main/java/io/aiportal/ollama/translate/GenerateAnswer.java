package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.GenerateResponse;
import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Gathers a whole answer of generate and passes it on when it is done. */
public final class GenerateAnswer implements AnswerSink {

  private final String model;
  private final Clock clock;
  private final Function<String, List<Integer>> context;
  private final Consumer<GenerateResponse> out;
  private final StringBuilder response = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();

  /**
   * Gathers for a model, by the name that the request gave it.
   *
   * @param context makes the conversation so far out of the whole answer; empty for none
   */
  public GenerateAnswer(
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
    thinking.append(text);
  }

  @Override
  public void content(String text) {
    response.append(text);
  }

  /** Generate offers no tools, so no model calls one. */
  @Override
  public void toolCall(ToolCall call) {}

  @Override
  public void done(String doneReason, Metrics metrics) {
    String answer = response.toString();
    out.accept(
        new GenerateResponse(
            model,
            clock.instant(),
            answer,
            thinking.isEmpty() ? null : thinking.toString(),
            true,
            doneReason,
            context.apply(answer),
            metrics));
  }
}
