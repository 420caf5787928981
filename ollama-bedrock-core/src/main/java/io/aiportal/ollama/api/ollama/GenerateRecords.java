package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.ChatContent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes an answer on as the records of {@code /api/generate}. */
final class GenerateRecords extends RecordsSink {

  private final String model;
  private final Function<String, List<Integer>> context;
  private final Consumer<GenerateResponse> out;
  private final StringBuilder response = new StringBuilder();

  /**
   * Passes on what a model answers, by the name that the request gave it.
   *
   * @param context makes the conversation so far out of the whole answer; empty for none
   */
  GenerateRecords(
      String model,
      Clock clock,
      Function<String, List<Integer>> context,
      Consumer<GenerateResponse> out) {
    super(clock);
    this.model = model;
    this.context = context;
    this.out = out;
  }

  @Override
  void piece(Instant now, String text, @Nullable String thinking) {
    response.append(text);
    out.accept(
        new GenerateResponse(model, now, text, thinking, false, null, List.of(), Metrics.NONE));
  }

  /** Generate offers no tools, so no model calls one. */
  @Override
  void toolCall(Instant now, ChatContent.ToolUse call) {}

  @Override
  void done(Instant now, String doneReason, Metrics metrics) {
    List<Integer> numbers = context.apply(response.toString());
    out.accept(new GenerateResponse(model, now, "", null, true, doneReason, numbers, metrics));
  }
}
