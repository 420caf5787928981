package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes an answer as the lines of {@code /api/generate}. */
public final class GenerateLines implements AnswerSink {

  private static final byte[] RESPONSE = ascii("\",\"response\":\"");
  private static final byte[] THINKING = ascii("\",\"thinking\":\"");
  private static final byte[] END = ascii("\",\"done\":false}\n");

  private final LineHead head;
  private final Supplier<LineBuffer> lines;
  private final Function<String, List<Integer>> context;
  private final StringBuilder response = new StringBuilder();

  /**
   * A writer for one answer.
   *
   * @param model the model's name as the request spelled it
   * @param clock tells each line's time
   * @param lines where the next line goes
   * @param context makes the conversation so far out of the whole answer; empty for none
   */
  public GenerateLines(
      String model,
      Clock clock,
      Supplier<LineBuffer> lines,
      Function<String, List<Integer>> context) {
    this.head = new LineHead(model, clock);
    this.lines = lines;
    this.context = context;
  }

  @Override
  public void thinking(String text) {
    Pieces.of(
        text,
        (from, to) ->
            head.begin(lines.get())
                .append(RESPONSE)
                .append(THINKING)
                .appendEscaped(text, from, to)
                .append(END));
  }

  @Override
  public void content(String text) {
    response.append(text);
    Pieces.of(
        text,
        (from, to) ->
            head.begin(lines.get()).append(RESPONSE).appendEscaped(text, from, to).append(END));
  }

  /** Generate offers no tools, so no model calls one. */
  @Override
  public void toolCall(ToolCall call) {}

  @Override
  public void done(String doneReason, Metrics metrics) {
    LineBuffer line = head.begin(lines.get()).append(RESPONSE).append('"');
    LineTail.append(line, doneReason, metrics, context.apply(response.toString()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
