package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.ChatContent;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** Writes an answer as the lines of {@code /api/generate}. */
final class GenerateLinesWriter extends LinesWriter {

  private static final String RESPONSE = "\",\"response\":\"";

  private final Function<String, List<Integer>> context;
  private final Function<List<Integer>, List<String>> warningsOf;
  private final StringBuilder response = new StringBuilder();
  private List<String> warnings = List.of();

  /** A writer as below, of whose answer there is nothing to tell. */
  GenerateLinesWriter(String model, Clock clock, Function<String, List<Integer>> context) {
    this(model, clock, context, numbers -> List.of());
  }

  /**
   * A writer for the answer of a model, by the name that the request gave it.
   *
   * @param context makes the conversation so far out of the whole answer; empty for none
   * @param warningsOf what is told of such a context
   */
  GenerateLinesWriter(
      String model,
      Clock clock,
      Function<String, List<Integer>> context,
      Function<List<Integer>, List<String>> warningsOf) {
    super(model, clock, RESPONSE, RESPONSE + "\",\"thinking\":\"", "\",\"done\":false}\n");
    this.context = context;
    this.warningsOf = warningsOf;
  }

  @Override
  public void text(String text) {
    super.text(text);
    response.append(text);
  }

  /** Generate offers no tools, so no model calls one. */
  @Override
  void toolCall(ChatContent.ToolUse call) {}

  @Override
  void done(String doneReason, Metrics metrics) {
    List<Integer> numbers = context.apply(response.toString());
    warnings = warningsOf.apply(numbers);
    append(() -> appendEnd(beginText().append('"'), doneReason, numbers, metrics));
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }
}
