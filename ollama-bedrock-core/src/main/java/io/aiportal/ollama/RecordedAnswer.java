package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerEvent;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.facts.ForwardingSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes down an answer on its way to its sink. One with calls of tools is not kept, as what the
 * model thought before them belongs to its caller alone; nor is that of a model which stood in for
 * the one that was asked.
 */
final class RecordedAnswer extends ForwardingSink {

  /** Answers that take more memory than this, in bytes, are not kept. */
  private static final long MOST_BYTES = 1 << 18;

  private final String baseModelId;
  private final Runnable onUnfit;
  private volatile boolean another;
  private List<AnswerEvent> events = new ArrayList<>();
  private long bytes;
  private boolean unfit;

  /**
   * Nothing yet.
   *
   * @param baseModelId the foundation model that is asked
   * @param onUnfit is run as soon as it is clear that the answer is not kept
   */
  RecordedAnswer(AnswerSink sink, String baseModelId, Runnable onUnfit) {
    super(sink);
    this.baseModelId = baseModelId;
    this.onUnfit = onUnfit;
  }

  /** Learns who answers. */
  CallObservation observation() {
    return new CallObservation() {
      @Override
      public void onAttempt(String target, String modelId, String base, List<String> warnings) {
        another = !base.equals(baseModelId);
      }
    };
  }

  /** The whole answer; null if it is none that may be kept. */
  @Nullable KeptAnswer whole(AnswerEnd end, List<String> warnings) {
    boolean itsOwnEnd =
        end.stopReason() == StopReason.END_TURN || end.stopReason() == StopReason.STOP_SEQUENCE;
    return unfit || another || !itsOwnEnd || end.usageEstimated()
        ? null
        : new KeptAnswer(events, end, warnings);
  }

  private void add(AnswerEvent event) {
    bytes += event.bytes();
    if (bytes > MOST_BYTES) {
      unfit();
    } else if (!unfit) {
      events.add(event);
    }
  }

  private void unfit() {
    if (!unfit) {
      unfit = true;
      events = List.of();
      onUnfit.run();
    }
  }

  /** Another attempt begins; nobody has seen anything of the one before. */
  @Override
  public void start() {
    events = new ArrayList<>();
    bytes = 0;
    unfit = false;
    super.start();
  }

  @Override
  public void text(String text) {
    add(new AnswerEvent.Text(text));
    super.text(text);
  }

  @Override
  public void citation(Citation citation) {
    add(new AnswerEvent.Cited(citation));
    super.citation(citation);
  }

  @Override
  public void reasoning(String text) {
    add(new AnswerEvent.ReasoningText(text));
    super.reasoning(text);
  }

  @Override
  public void reasoningSignature(String signature) {
    add(new AnswerEvent.ReasoningSignature(signature));
    super.reasoningSignature(signature);
  }

  @Override
  public void redactedReasoning(byte[] data) {
    add(new AnswerEvent.RedactedReasoning(data));
    super.redactedReasoning(data);
  }

  @Override
  public void toolUseStart(int index, String id, String name) {
    unfit();
    super.toolUseStart(index, id, name);
  }

  @Override
  public void blockEnd() {
    add(new AnswerEvent.BlockEnd());
    super.blockEnd();
  }
}
