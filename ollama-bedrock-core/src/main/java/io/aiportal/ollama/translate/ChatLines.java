package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ResponseJson;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Writes an answer as the lines of {@code /api/chat}. */
public final class ChatLines implements AnswerSink {

  private static final byte[] CONTENT =
      ascii("\",\"message\":{\"role\":\"assistant\",\"content\":\"");
  private static final byte[] THINKING = ascii("\",\"thinking\":\"");
  private static final byte[] TOOL_CALLS = ascii("\",\"tool_calls\":");
  private static final byte[] END_TEXT = ascii("\"},\"done\":false}\n");
  private static final byte[] END_TOOL_CALLS = ascii("},\"done\":false}\n");
  private static final byte[] END_MESSAGE = ascii("\"}");

  private final LineHead head;
  private final Supplier<LineBuffer> lines;

  /**
   * A writer for one answer.
   *
   * @param model the model's name as the request spelled it
   * @param clock tells each line's time
   * @param lines where the next line goes
   */
  public ChatLines(String model, Clock clock, Supplier<LineBuffer> lines) {
    this.head = new LineHead(model, clock);
    this.lines = lines;
  }

  @Override
  public void thinking(String text) {
    Pieces.of(
        text,
        (from, to) ->
            head.begin(lines.get())
                .append(CONTENT)
                .append(THINKING)
                .appendEscaped(text, from, to)
                .append(END_TEXT));
  }

  @Override
  public void content(String text) {
    Pieces.of(
        text,
        (from, to) ->
            head.begin(lines.get()).append(CONTENT).appendEscaped(text, from, to).append(END_TEXT));
  }

  @Override
  public void toolCall(ToolCall call) {
    head.begin(lines.get())
        .append(CONTENT)
        .append(TOOL_CALLS)
        .append(ResponseJson.bytes(List.of(call)))
        .append(END_TOOL_CALLS);
  }

  @Override
  public void done(String doneReason, Metrics metrics) {
    LineBuffer line = head.begin(lines.get()).append(CONTENT).append(END_MESSAGE);
    LineTail.append(line, doneReason, metrics, List.of());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
