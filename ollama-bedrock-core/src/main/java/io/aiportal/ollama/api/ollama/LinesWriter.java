package io.aiportal.ollama.api.ollama;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.LineBuffer;
import io.aiportal.ollama.internal.json.TextPieces;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;

/**
 * Writes a streamed answer, a line of JSON for each piece.
 *
 * <p>Long texts become several lines, because clients read lines into small buffers: the smallest
 * known one holds 128 KiB, and a character takes up to six bytes of a line. What Ollama has no word
 * for is left out: fragments of tool calls, signatures, thinking that nobody may read.
 */
abstract sealed class LinesWriter implements AnswerWriter
    permits ChatLinesWriter, GenerateLinesWriter {

  /** A tool's arguments cannot be cut: the longest that are taken, with every byte escaped. */
  static final int MAX_LINE = 32 * 1024 * 1024;

  private static final int USUAL_READ = 512;

  private final byte[] head;
  private final byte[] beforeText;
  private final byte[] beforeThinking;
  private final byte[] afterText;
  private final Clock clock;
  private final AnswerTimes times;
  private final LineBuffer lines = new LineBuffer(USUAL_READ, MAX_LINE);

  /**
   * A writer for one answer.
   *
   * @param model the model's name as the request spelled it
   * @param clock tells each line's time
   * @param beforeText what stands between a line's time and the inside of its text
   * @param beforeThinking what stands between a line's time and the inside of its thinking
   * @param afterText what stands behind either, up to the line's end
   */
  LinesWriter(
      String model, Clock clock, String beforeText, String beforeThinking, String afterText) {
    this.head =
        new LineBuffer(model.length() + 40)
            .append(ascii("{\"model\":\""))
            .appendEscaped(model)
            .append(ascii("\",\"created_at\":\""))
            .toByteArray();
    this.beforeText = ascii(beforeText);
    this.beforeThinking = ascii(beforeThinking);
    this.afterText = ascii(afterText);
    this.clock = clock;
    this.times = new AnswerTimes(clock);
  }

  @Override
  public final String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public final ByteBuffer ready() {
    return lines.view();
  }

  @Override
  public final void clear() {
    lines.clear();
  }

  @Override
  public final void start() {
    times.asked();
  }

  @Override
  public void text(String text) {
    pieces(beforeText, text);
  }

  @Override
  public final void citation(Citation citation) {}

  @Override
  public final void reasoning(String text) {
    pieces(beforeThinking, text);
  }

  @Override
  public final void reasoningSignature(String signature) {}

  @Override
  public final void redactedReasoning(byte[] data) {}

  @Override
  public final void toolUseStart(int index, String id, String name) {}

  @Override
  public final void toolUseInput(int index, String json) {}

  @Override
  public final void toolUse(int index, ChatContent.ToolUse call) {
    times.piece();
    toolCall(call);
  }

  @Override
  public final void blockEnd() {}

  @Override
  public final void end(AnswerEnd end) {
    Metrics metrics = times.end(end);
    done(DoneReason.of(end), metrics);
  }

  @Override
  public final void fail(CallException error) {
    byte[] line = OllamaError.body(error);
    append(() -> lines.beginLine().append(line).append('\n'));
  }

  /** Appends the line of a tool call, if this API has calls. */
  abstract void toolCall(ChatContent.ToolUse call);

  /** Appends the last line. */
  abstract void done(String doneReason, Metrics metrics);

  /** Appends what belongs together; what throws leaves nothing of it behind. */
  final void append(Runnable appends) {
    try {
      lines.together(appends);
    } catch (LineBuffer.TooLongException e) {
      throw new CallException(
          CallException.Kind.BAD_ANSWER, "a part of the answer is too long for a line", e);
    }
  }

  /** Begins a line, up to the inside of its time. */
  final LineBuffer begin() {
    return lines.beginLine().append(head).append(Rfc3339.bytes(clock.instant()));
  }

  /** Begins a line, up to the inside of its text. */
  final LineBuffer beginText() {
    return begin().append(beforeText);
  }

  private void pieces(byte[] before, String text) {
    times.piece();
    append(
        () ->
            TextPieces.of(
                text,
                (from, to) ->
                    begin().append(before).appendEscaped(text, from, to).append(afterText)));
  }

  /** Appends how the last line ends: why it is done, generate's context, and what it took. */
  final void appendEnd(LineBuffer line, String doneReason, List<Integer> context, Metrics metrics) {
    line.append(ascii(",\"done\":true,\"done_reason\":\"")).append(ascii(doneReason)).append('"');
    if (!context.isEmpty()) {
      line.append(ascii(",\"context\":")).append(ResponseJson.bytes(context));
    }
    number(line, "total_duration", metrics.totalDuration());
    number(line, "load_duration", metrics.loadDuration());
    number(line, "prompt_eval_count", metrics.promptEvalCount());
    Integer cached = metrics.promptEvalCachedCount();
    if (cached != null) {
      line.append(ascii(",\"prompt_eval_cached_count\":")).append((long) cached);
    }
    number(line, "prompt_eval_duration", metrics.promptEvalDuration());
    number(line, "eval_count", metrics.evalCount());
    number(line, "eval_duration", metrics.evalDuration());
    line.append('}').append('\n');
  }

  private static void number(LineBuffer line, String key, long value) {
    if (value != 0) {
      line.append(ascii(",\"" + key + "\":")).append(value);
    }
  }
}
