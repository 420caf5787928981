package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer on as records, one for each piece; what Ollama has no word for is left out, as
 * in {@link LinesWriter}.
 */
abstract sealed class RecordsSink implements AnswerSink permits ChatRecords, GenerateRecords {

  private final Clock clock;
  private final AnswerTimes times;

  RecordsSink(Clock clock) {
    this.clock = clock;
    this.times = new AnswerTimes(clock);
  }

  @Override
  public final void start() {
    times.asked();
  }

  @Override
  public final void text(String text) {
    times.piece();
    piece(clock.instant(), text, null);
  }

  @Override
  public final void citation(Citation citation) {}

  @Override
  public final void reasoning(String text) {
    times.piece();
    piece(clock.instant(), "", text);
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
    toolCall(clock.instant(), call);
  }

  @Override
  public final void blockEnd() {}

  @Override
  public final void end(AnswerEnd end) {
    Metrics metrics = times.end(end);
    done(clock.instant(), DoneReason.of(end), metrics);
  }

  /** Passes text or thinking on. */
  abstract void piece(Instant now, String text, @Nullable String thinking);

  /** Passes a tool call on, if this API has calls. */
  abstract void toolCall(Instant now, ChatContent.ToolUse call);

  /** Passes the last piece on. */
  abstract void done(Instant now, String doneReason, Metrics metrics);
}
