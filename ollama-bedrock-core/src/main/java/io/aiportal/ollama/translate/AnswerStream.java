package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine that turns Bedrock's events into an Ollama answer.
 *
 * <p>Events go in one at a time, pieces come out at the sink. Text and thinking pass at once; a
 * tool call comes out when it is known to be complete. The answer is done only if Bedrock said why
 * the model stopped: a stream that ends without that is an error, whatever it gave before.
 *
 * <p>Confined to one thread at a time. Errors are {@link CallException}s; after one the stream is
 * over.
 */
public final class AnswerStream {

  private enum State {
    /** The model is speaking, or about to. */
    ANSWERING,
    /** The model has stopped; what the answer took may follow. */
    STOPPED,
    /** The sink was told that the answer is done. */
    DONE
  }

  private final AnswerTimes times;
  private final AnswerSink sink;
  private final TextPath text;
  private final ToolCalls toolCalls;
  private final boolean showThinking;

  private State state = State.ANSWERING;
  private boolean spoke;
  private StopReason stopReason = StopReason.UNKNOWN;
  private Metrics metrics = Metrics.NONE;

  /** A machine for one answer of this shape. */
  public AnswerStream(AnswerShape shape, AnswerTimes times, AnswerSink sink) {
    this.times = times;
    this.sink = sink;
    this.showThinking = shape.showThinking();
    this.text = TextPath.of(shape, this::content);
    this.toolCalls = new ToolCalls(shape, text, this::toolCall);
  }

  /** Takes the next event. */
  public void onEvent(ConverseStreamEvent event) {
    if (state == State.DONE) {
      return;
    }
    if (event instanceof TextDelta delta) {
      toolCalls.nextBlock(delta.contentBlockIndex());
      text.accept(delta.text());
    } else if (event instanceof ReasoningDelta delta) {
      toolCalls.nextBlock(delta.contentBlockIndex());
      thinking(delta.text());
    } else if (event instanceof ToolUseStart start) {
      toolCalls.start(start);
    } else if (event instanceof ToolUseDelta delta) {
      toolCalls.delta(delta);
    } else if (event instanceof ContentBlockStop stop) {
      toolCalls.stop(stop.contentBlockIndex());
    } else if (event instanceof MessageStop stop) {
      stopped(stop.stopReason());
    } else if (event instanceof Metadata metadata) {
      metadata(metadata);
    }
  }

  /**
   * The stream ended in an orderly way.
   *
   * @throws CallException if the answer is not complete
   */
  public void onEnd() {
    switch (state) {
      case ANSWERING -> throw incomplete();
      case STOPPED -> done(times.streamed(TokenUsage.NONE));
      case DONE -> {}
    }
  }

  /** Whether the model said all that it had to say; the stream may end here. */
  public boolean isComplete() {
    return state != State.ANSWERING;
  }

  /** Whether the sink was told that the answer is done; whatever follows is ignored. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** What the answer took; {@link Metrics#NONE} until it is done. */
  public Metrics metrics() {
    return metrics;
  }

  /** Takes a whole answer, as if its pieces had come one by one. */
  public void onResponse(ConverseResponse response) {
    int index = 0;
    for (ContentBlock block : response.content()) {
      replay(index++, block);
    }
    stopped(response.stopReason());
    done(times.whole(response.usage(), response.latencyMs()));
  }

  private void replay(int index, ContentBlock block) {
    if (block instanceof ContentBlock.Text said) {
      text.accept(said.text());
    } else if (block instanceof ContentBlock.ReasoningText reasoning) {
      thinking(reasoning.text());
    } else if (block instanceof ContentBlock.ToolUse use) {
      toolCalls.complete(index, use);
    }
  }

  private void stopped(StopReason reason) {
    if (reason == StopReason.MALFORMED_TOOL_USE || reason == StopReason.MALFORMED_MODEL_OUTPUT) {
      throw malformed(reason);
    }
    stopReason = reason;
    state = State.STOPPED;
    toolCalls.end(isCut(reason));
    text.end();
    if (reason == StopReason.CONTENT_FILTERED
        || (reason == StopReason.GUARDRAIL_INTERVENED && !spoke)) {
      content("[The answer was withheld by a content filter of Amazon Bedrock.]");
    }
  }

  private void metadata(Metadata metadata) {
    if (state == State.STOPPED) {
      done(times.streamed(metadata.usage()));
    }
  }

  private void done(Metrics measured) {
    state = State.DONE;
    metrics = measured;
    sink.done(isCut(stopReason) ? "length" : "stop", metrics);
  }

  private void content(String more) {
    if (!more.isEmpty()) {
      spoke = true;
      times.piece();
      sink.content(more);
    }
  }

  private void thinking(String more) {
    if (!more.isEmpty()) {
      times.piece();
      if (showThinking) {
        sink.thinking(more);
      }
    }
  }

  private void toolCall(String id, int index, String name, Map<String, @Nullable Object> input) {
    spoke = true;
    times.piece();
    sink.toolCall(new ToolCall(id, new ToolCall.Function(index, name, input)));
  }

  private static boolean isCut(StopReason reason) {
    return reason == StopReason.MAX_TOKENS || reason == StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED;
  }

  private static CallException incomplete() {
    return new CallException(
        502,
        "the answer is incomplete: Amazon Bedrock ended the stream before the model had stopped;"
            + " please try again",
        null);
  }

  private static CallException malformed(StopReason reason) {
    return new CallException(
        502,
        "the model gave a malformed "
            + (reason == StopReason.MALFORMED_TOOL_USE ? "tool call" : "answer")
            + "; please try again",
        null);
  }
}
