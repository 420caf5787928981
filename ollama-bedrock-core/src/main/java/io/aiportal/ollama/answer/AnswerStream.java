package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.CitationDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import org.jspecify.annotations.Nullable;

/**
 * The machine that turns Bedrock's events into the calls of an {@link AnswerSink}.
 *
 * <p>Events go in one at a time. Text and thinking pass at once, unless the answer's shape asks for
 * a filter; a tool call's arguments pass as they come, and the call again when it is known to be
 * complete. The answer ends only if Bedrock said why the model stopped: a stream that ends without
 * that is an error, whatever it gave before.
 *
 * <p>{@link AnswerSink#start} is not called from here, but by whoever sends the request, when it
 * goes out. Confined to one thread at a time. Errors are {@link CallException}s, or what the sink
 * throws; after one the stream is over.
 */
public final class AnswerStream {

  private enum State {
    /** The model is answering, or about to. */
    ANSWERING,
    /** The model has stopped; what the answer took may follow. */
    STOPPED,
    /** The sink was told that the answer is complete. */
    DONE
  }

  private final AnswerShape shape;
  private final AnswerOutput output;
  private final @Nullable FormatCheck check;
  private final @Nullable StopCut stops;
  private final AnswerSize size = new AnswerSize();
  private final ToolCallAssembler calls;
  private final TextFilter text;
  private final SurrogatePairs textCharacters = new SurrogatePairs();
  private final SurrogatePairs reasoningCharacters = new SurrogatePairs();
  private final AnswerSurroundings surroundings;

  private State state = State.ANSWERING;
  private boolean cutShort;
  private boolean speaking;
  private MessageStop stop = new MessageStop(StopReason.UNKNOWN);
  private @Nullable Metadata metadata;
  private @Nullable InvalidAnswer invalid;
  private boolean lost;
  private @Nullable AnswerEnd end;

  /** A machine for one answer of this shape. */
  public AnswerStream(AnswerShape shape, AnswerSink sink) {
    this(shape, sink, AnswerSurroundings.NONE);
  }

  /** A machine for one answer of this shape, in these surroundings. */
  public AnswerStream(AnswerShape shape, AnswerSink sink, AnswerSurroundings surroundings) {
    this.shape = shape;
    this.surroundings = surroundings;
    this.output = new AnswerOutput(sink, shape.showReasoning());
    AnswerFormat format = shape.format();
    TextFilter answer = new PlainText(output);
    this.check = format == null ? null : new FormatCheck(format, answer);
    answer = check == null ? answer : check;
    this.stops =
        shape.stopSequences().isEmpty() ? null : new StopCut(shape.stopSequences(), answer);
    answer = stops == null ? answer : stops;
    answer = format != null && format.wrapped() ? new WrappedValue(answer) : answer;
    this.calls = new ToolCallAssembler(shape, output, answer, surroundings.callIds());
    TextFilter text = filter(shape, answer);
    text =
        shape.tools().markups().isEmpty()
            ? text
            : new CallText(shape.tools(), shape.wantsJson(), calls, text);
    this.text =
        shape.thinkingTag().isEmpty()
            ? text
            : new InlineThinking(shape.thinkingTag(), output, text);
  }

  /** What the model's text goes through to become the answer. */
  private TextFilter filter(AnswerShape shape, TextFilter answer) {
    if (shape.answerTool() != null) {
      return new AnswerToolText(shape.json(), calls, answer);
    }
    return shape.json() == JsonText.NONE ? answer : new JsonFinder(shape.json(), answer);
  }

  /** Takes the next event. */
  public void onEvent(ConverseStreamEvent event) {
    speaking |= !(event instanceof MessageStart || event instanceof Metadata);
    if (state == State.ANSWERING) {
      try {
        answering(event);
      } catch (CallException unusable) {
        keep(unusable);
        state = event instanceof MessageStop ? State.STOPPED : State.ANSWERING;
      }
      size.add(event);
      if (stops != null && state == State.ANSWERING && stops.found() != null) {
        cut();
        done(true);
      }
    } else if (state == State.STOPPED && event instanceof Metadata took) {
      metadata = took;
      done(true);
    }
  }

  /** An answer that nobody has seen anything of goes on to its end, to be put right after it. */
  private void keep(CallException unusable) {
    boolean seen = output.isAnswering() && !surroundings.held();
    if (check == null || seen || unusable.kind() != CallException.Kind.BAD_ANSWER) {
      throw unusable;
    }
    invalid = invalid == null ? check.broken(unusable) : invalid;
    output.blockEnd(); // of thinking, as that of the next answer is another block
  }

  private void answering(ConverseStreamEvent event) {
    if (invalid != null) {
      unusable(event);
    } else if (event instanceof TextDelta delta) {
      text(delta.contentBlockIndex(), delta.text());
    } else if (event instanceof CitationDelta delta) {
      citation(delta.contentBlockIndex(), delta.citation());
    } else if (event instanceof ReasoningDelta delta) {
      reasoning(delta.contentBlockIndex(), delta.text());
    } else if (event instanceof SignatureDelta delta) {
      signature(delta.contentBlockIndex(), delta.signature());
    } else if (event instanceof RedactedDelta delta) {
      redacted(delta.contentBlockIndex(), delta.data());
    } else if (event instanceof ToolUseStart start) {
      if (endsText(start.name())) {
        calls.start(start.contentBlockIndex(), start.toolUseId(), start.name());
      }
    } else if (event instanceof ToolUseDelta delta) {
      if (check != null) {
        check.say(delta.input());
      }
      calls.delta(delta.contentBlockIndex(), delta.input());
    } else if (event instanceof ContentBlockStop block) {
      blockStopped(block.contentBlockIndex());
    } else if (event instanceof MessageStop stopped) {
      stopped(stopped);
    } else if (event instanceof Metadata took) {
      metadata = took;
    } else if (!(event instanceof MessageStart)) {
      throw new IllegalArgumentException("not handled: " + event.getClass());
    }
  }

  /** Of an answer that cannot be used only its end and what it took are of interest. */
  private void unusable(ConverseStreamEvent event) {
    if (event instanceof MessageStop stopped) {
      stop = stopped;
      state = State.STOPPED;
    } else if (event instanceof Metadata took) {
      metadata = took;
    }
  }

  /**
   * The stream ended in an orderly way.
   *
   * @throws CallException if the answer is not complete, unless it is {@link #isLost lost}
   */
  public void onEnd() {
    switch (state) {
      case ANSWERING -> {
        if (speaking || !surroundings.repeatable()) {
          throw incomplete();
        }
        lost = true;
        done(true);
      }
      case STOPPED -> done(true);
      case DONE -> {}
    }
  }

  /** Whether the model gave all that it had to give; the stream may end here. */
  public boolean isComplete() {
    return state != State.ANSWERING;
  }

  /** Whether the answer is complete, or known to be invalid; whatever follows is ignored. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /** Why the answer is none although it is done; the sink was not told of its end. */
  public @Nullable InvalidAnswer invalid() {
    return invalid;
  }

  /**
   * Whether nothing came of the answer although it is done: the model gave none, or a malformed
   * one, and can be asked once more, as the sink was told nothing of it, nor of its end.
   */
  public boolean isLost() {
    return lost;
  }

  /** Whether the model has said anything, be it a thought that nobody is shown. */
  public boolean isSpeaking() {
    return speaking;
  }

  /** Whether the sink was told anything of the answer itself; thinking is none of it. */
  public boolean isAnswering() {
    return output.isAnswering();
  }

  /** Whether the answer was ended here, and the model knows nothing of it. */
  public boolean isCutShort() {
    return cutShort;
  }

  /** How the answer ended; null until it is done. */
  public @Nullable AnswerEnd end() {
    return end;
  }

  /**
   * Takes a whole answer, as if its pieces had come one by one.
   *
   * <p>Where a limit cut it, Bedrock gives a call whose arguments it could read to their end, and
   * one without arguments otherwise: the first passes, the second does not.
   */
  public void onResponse(ConverseResponse response) {
    stop = new MessageStop(response.stopReason(), response.additionalFields());
    metadata = new Metadata(response.usage(), response.latencyMs());
    try {
      if (check == null && isMalformed(stop.stopReason())) {
        malformed(stop);
      } else {
        replay(response);
      }
    } catch (CallException unusable) {
      keep(unusable);
    }
    done(false);
  }

  private void replay(ConverseResponse response) {
    int index = 0;
    for (ContentBlock block : response.content()) {
      replay(index, block);
      blockStopped(index++);
      if (!isUncut()) {
        break;
      }
    }
    if (isUncut()) {
      stopped(stop);
    } else {
      cut();
    }
  }

  private void replay(int index, ContentBlock block) {
    if (block instanceof ContentBlock.Text whole) {
      text(index, whole.text());
    } else if (block instanceof ContentBlock.CitedText whole) {
      text(index, whole.text());
      whole.citations().forEach(citation -> citation(index, citation));
    } else if (block instanceof ContentBlock.ReasoningText whole) {
      reasoning(index, whole.text());
      String signature = whole.signature();
      signature(index, signature == null ? "" : signature);
    } else if (block instanceof ContentBlock.RedactedContent whole) {
      redacted(index, whole.data());
    } else if (block instanceof ContentBlock.ToolUse use) {
      if (check != null) {
        String broken = use.brokenInput();
        check.say(broken == null ? JsonObjects.write(use.input()) : broken);
      }
      if (endsText(use.name())) {
        calls.whole(index, use);
      }
    } else if (block instanceof ContentBlock.Image || block instanceof ContentBlock.Document) {
      throw CallException.badAnswer("the model answered with a file, which cannot be passed on");
    } else if (!isOfNoUse(block)) {
      throw new IllegalArgumentException("not handled: " + block.getClass());
    }
  }

  /** Results are of tools that Bedrock runs itself; what came of them is in the text. */
  private static boolean isOfNoUse(ContentBlock block) {
    return block instanceof ContentBlock.ToolResult
        || block instanceof ContentBlock.SearchResult
        || block instanceof ContentBlock.CachePoint;
  }

  private void text(int contentBlockIndex, String more) {
    calls.nextBlock(contentBlockIndex);
    if (check != null) {
      check.say(more);
    }
    text.accept(textCharacters.join(contentBlockIndex, more));
  }

  /** JSON has no place for it, and a text that was cut none after its end. */
  private void citation(int contentBlockIndex, Citation citation) {
    calls.nextBlock(contentBlockIndex);
    if (!shape.wantsJson() && isUncut()) {
      String title = citation.title();
      output.citation(
          citation.unit() != Citation.Unit.FOUND_PARTS && shape.documentNames().containsKey(title)
              ? citation.withTitle(shape.documentNames().get(title))
              : citation);
    }
  }

  private void reasoning(int contentBlockIndex, String more) {
    calls.nextBlock(contentBlockIndex);
    if (endsText()) {
      output.reasoning(reasoningCharacters.join(contentBlockIndex, more));
    }
  }

  private void signature(int contentBlockIndex, String signature) {
    calls.nextBlock(contentBlockIndex);
    output.reasoning(reasoningCharacters.end(contentBlockIndex));
    output.reasoningSignature(signature);
  }

  private void redacted(int contentBlockIndex, byte[] data) {
    calls.nextBlock(contentBlockIndex);
    if (endsText()) {
      output.redactedReasoning(data);
    }
  }

  /** Ends the text so far, as something else follows; false if the answer ends with it. */
  private boolean endsText() {
    text.blockEnd();
    return isUncut();
  }

  /** Ends the text before a call of this tool, as {@link #endsText()}. */
  private boolean endsText(@Nullable String tool) {
    if (calls.passes(tool)) {
      text.callFollows();
      output.textEnd();
    }
    return endsText();
  }

  private void blockStopped(int contentBlockIndex) {
    if (!calls.stop(contentBlockIndex)) {
      text.accept(textCharacters.end(contentBlockIndex));
      text.blockEnd();
      output.reasoning(reasoningCharacters.end(contentBlockIndex));
      output.blockEnd();
    }
  }

  private void stopped(MessageStop stopped) {
    StopReason reason = stopped.stopReason();
    stop = stopped;
    if (isMalformed(reason)) {
      malformed(stopped);
      return;
    }
    state = State.STOPPED;
    boolean cut = isUncut() && reason.isLimit();
    boolean filtered =
        reason == StopReason.CONTENT_FILTERED || reason == StopReason.GUARDRAIL_INTERVENED;
    text.accept(textCharacters.endAll());
    output.reasoning(reasoningCharacters.endAll());
    calls.end(cut);
    text.end(cut || filtered || output.isCalling());
    if (reason == StopReason.CONTENT_FILTERED || (filtered && output.isEmpty())) {
      output.text("[The answer was withheld by a content filter of Amazon Bedrock.]");
    }
    if (check != null && !cut && !filtered && !output.isCalling() && isUncut()) {
      invalid = check.verdict();
    }
    if (!cut) {
      output.blockEnd();
    }
  }

  private boolean isUncut() {
    return stops == null || stops.found() == null;
  }

  /** The text has come to a stop sequence that the model was not told of. */
  private void cut() {
    cutShort = true;
    state = State.STOPPED;
    text.end(true);
    output.blockEnd();
  }

  private void done(boolean streamed) {
    state = State.DONE;
    end = ended(streamed);
    if (invalid == null && !lost) {
      output.end(end);
    }
  }

  /** Who writes a call into the text believes to have ended the turn. */
  private StopReason stopReason() {
    StopReason reason = stop.stopReason();
    return reason == StopReason.END_TURN && calls.hasWritten() ? StopReason.TOOL_USE : reason;
  }

  /** What the call has taken so far, with the attempts before; guessed until Bedrock tells it. */
  public TokenUsage usageSoFar() {
    Metadata took = metadata;
    TokenUsage usage = took == null ? estimate() : took.usage();
    TokenUsage spent = surroundings.spent();
    return spent.equals(TokenUsage.NONE) ? usage : spent.plus(usage);
  }

  private AnswerEnd ended(boolean streamed) {
    Metadata took = metadata;
    String found = stops == null ? null : stops.found();
    Object told = stop.additionalFields().get("stop_sequence");
    return new AnswerEnd(
        found == null ? stopReason() : StopReason.STOP_SEQUENCE,
        found == null && told instanceof String sequence ? sequence : found,
        stop.additionalFields(),
        usageSoFar(),
        took == null ? 0 : took.latencyMs(),
        streamed,
        took == null);
  }

  private TokenUsage estimate() {
    return new TokenUsage(surroundings.promptTokens().getAsInt(), size.tokens(), null, 0);
  }

  private static CallException incomplete() {
    return CallException.badAnswer(
        "the answer is incomplete: the stream ended, or the connection broke, before the model had"
            + " stopped; please try again");
  }

  private static boolean isMalformed(StopReason reason) {
    return reason == StopReason.MALFORMED_TOOL_USE || reason == StopReason.MALFORMED_MODEL_OUTPUT;
  }

  /** What was asked for in a format has a repair of its own. */
  private void malformed(MessageStop stopped) {
    if (check != null || output.isTold() || !surroundings.repeatable()) {
      throw CallException.badAnswer(
          "the model gave a malformed "
              + (stopped.stopReason() == StopReason.MALFORMED_TOOL_USE ? "tool call" : "answer")
              + "; please try again");
    }
    lost = true;
    state = State.STOPPED;
  }
}
