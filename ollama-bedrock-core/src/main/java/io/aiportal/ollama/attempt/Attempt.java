package io.aiportal.ollama.attempt;

import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.answer.AnswerSurroundings;
import io.aiportal.ollama.answer.InvalidAnswer;
import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request to one place: feeds what comes back to the stream machine.
 *
 * <p>Until Bedrock's first event a failure is the exchange's to deal with; from then on the model
 * has begun, is paid for, and a failure is final, unless it is the model's and it said nothing.
 */
final class Attempt implements ConverseStreamListener {

  /** Looks at a silent stream so often within its limit. */
  private static final int LOOKS = 4;

  private static final String PASSED_OVER =
      "the model answered without the tool that it had to call";

  private final Exchange exchange;
  private final Target target;
  private final Plan plan;

  /** The plan, and behind its conversation an answer that is to be put right. */
  private final Plan sent;

  private final AnswerSink sink;
  private final @Nullable HeldAnswer held;
  private final boolean repeatable;
  private final TokenUsage spent;
  private final AnswerListener listener;
  private final AnswerTap tap;
  private final AnswerStream machine;

  private volatile @Nullable ConverseStream stream;
  private volatile @Nullable CompletableFuture<ConverseResponse> call;
  private volatile @Nullable String requestId;
  private volatile boolean cancelled;

  /** Whether Bedrock may have taken the request, as far as anybody knows. */
  private volatile boolean taken;

  /** Whether the model writes, and nobody sees how much. */
  private volatile boolean unseen;

  private volatile Cancellation watch = Cancellation.NONE;

  // In the exchange's turn.
  private boolean begun;
  private boolean heard;

  Attempt(
      Exchange exchange,
      Target target,
      Plan plan,
      @Nullable InvalidAnswer before,
      TokenUsage spent,
      boolean held,
      boolean repeatable,
      AnswerTap tap,
      AnswerSink sink,
      AnswerListener listener) {
    this.exchange = exchange;
    this.target = target;
    this.plan = plan;
    this.sent = before == null ? plan : plan.after(before);
    this.listener = listener;
    this.tap = tap;
    this.sink = sink;
    this.held = held ? new HeldAnswer() : null;
    this.repeatable = repeatable;
    this.spent = spent;
    AnswerSink taker = this.held == null ? sink : this.held;
    this.machine =
        new AnswerStream(
            plan.answer(),
            tap.before(taker),
            new AnswerSurroundings(() -> UsageEstimate.tokens(sent.request()), spent, held)
                .withRepeatable(repeatable));
  }

  void stream(CallOptions options) {
    taken = true;
    watchForTheFirstEvent();
    target.runtime().converseStream(sent.request(), options, this);
  }

  void whole(CallOptions options) {
    taken = true;
    unseen = true;
    watchForTheFirstEvent();
    CompletableFuture<ConverseResponse> answer = target.runtime().converse(sent.request(), options);
    call = answer;
    if (cancelled) {
      answer.cancel(true);
    }
    answer.whenComplete(
        (response, failure) ->
            inTurn(
                () -> {
                  if (failure == null) {
                    begun();
                    requestId = response.requestId();
                    tap.onResponse(response);
                    machine.onResponse(response);
                    unseen = false;
                    complete();
                  } else if (!cancelled) {
                    failedWhole(Futures.unwrap(failure));
                  }
                }));
  }

  /** Bedrock's id of the request; null before it answers, and where it gives none. */
  @Nullable String requestId() {
    ConverseStream open = stream;
    return open == null ? requestId : open.requestId();
  }

  @Nullable ConverseStream stream() {
    return stream;
  }

  /** What the call has taken so far; null where nobody can see it. */
  @Nullable TokenUsage usageSoFar() {
    if (!taken) {
      return spent;
    }
    return unseen ? null : machine.usageSoFar();
  }

  /** Ends the request, at Bedrock too. */
  void cancel() {
    cancelled = true;
    ConverseStream open = stream;
    if (open != null) {
      open.cancel();
    }
    CompletableFuture<ConverseResponse> running = call;
    if (running != null) {
      running.cancel(true);
    }
    watch.cancel();
  }

  @Override
  public void onOpen(ConverseStream opened) {
    stream = opened;
    if (cancelled) {
      opened.cancel();
    } else if (exchange.isPaused()) {
      exchange.steer();
    }
  }

  @Override
  public void onEvent(ConverseStreamEvent event) {
    inTurn(
        () -> {
          begun();
          heard = true;
          tap.onEvent(event);
          machine.onEvent(event);
          if (machine.isDone()) {
            complete();
          }
        });
  }

  @Override
  public void onEndOfRead() {
    inTurn(listener::onEndOfRead);
  }

  @Override
  public void onEnd() {
    inTurn(
        () -> {
          machine.onEnd();
          complete();
        });
  }

  /** What Bedrock had said in full stays complete if only the connection is lost after it. */
  @Override
  public void onError(BedrockException error) {
    inTurn(
        () -> {
          boolean nothingIsLost = machine.isComplete() || isOpenedOnly();
          if (nothingIsLost && error.kind() == Kind.CONNECTION) {
            machine.onEnd();
            complete();
          } else {
            failed(error);
          }
        });
  }

  private void inTurn(Runnable step) {
    exchange.inTurn(
        () -> {
          if (exchange.isCurrent(this)) {
            step.run();
          }
        });
  }

  /** An answer that was ended here goes on at Bedrock, and is paid for, until it is cancelled. */
  private void complete() {
    watch.cancel();
    AnswerEnd end = Objects.requireNonNull(machine.end(), "a machine that is done has an end");
    if (machine.isLost()) {
      exchange.lost(new FailedAttempt(target, plan, nothing()), end);
      return;
    }
    InvalidAnswer invalid = machine.invalid();
    if (invalid != null) {
      exchange.invalid(invalid, end.usage(), held == null && machine.isAnswering(), target, plan);
      return;
    }
    if (held != null) {
      held.release(sink);
    }
    if (plan.forcesCall() && end.stopReason() == StopReason.END_TURN) {
      listener.onWarnings(plan.withWarning(PASSED_OVER).warnings());
    }
    exchange.complete(end);
    if (machine.isCutShort()) {
      cancel();
    }
  }

  /** Whether Bedrock opened a message, the model has said nothing in it, and may do so again. */
  private boolean isOpenedOnly() {
    return repeatable && begun && !machine.isSpeaking();
  }

  private static BedrockException nothing() {
    return new BedrockException(Kind.MODEL_ERROR, "the model gave nothing that can be used", null);
  }

  /** An answer that broke off while it came whole was made, and is paid for. */
  private void failedWhole(Throwable failure) {
    if (failure instanceof BedrockException error) {
      begun |= error.kind() == Kind.BROKEN_OFF;
      failed(error);
    } else {
      exchange.broke(failure);
    }
  }

  private void failed(BedrockException error) {
    watch.cancel();
    boolean failedAtOnce = error.kind() == Kind.MODEL_STREAM_ERROR && !machine.isSpeaking();
    if (begun && !failedAtOnce) {
      exchange.fail(error);
    } else {
      taken = error.kind() == Kind.TIMEOUT;
      exchange.attemptFailed(new FailedAttempt(target, plan, error));
    }
  }

  private void begun() {
    if (!begun) {
      begun = true;
      watch.cancel();
      exchange.accepted(target, plan);
      watchForSilence(0);
    }
  }

  private void watchForTheFirstEvent() {
    watch(exchange.later(() -> silent("first event"), exchange.timeLimits().firstEvent()));
  }

  /** Whoever cancelled may have come before there was something to call off. */
  private void watch(Cancellation timer) {
    watch = timer;
    if (cancelled) {
      timer.cancel();
    }
  }

  /**
   * Counts looks without any event between them; a stream that its reader holds back is not silent.
   */
  private void watchForSilence(int quiet) {
    Duration pause = exchange.timeLimits().idle().dividedBy(LOOKS);
    watch(
        exchange.later(
            () -> {
              if (!exchange.isCurrent(this)) {
                return;
              }
              if (heard || exchange.isPaused()) {
                heard = false;
                watchForSilence(0);
              } else if (quiet + 1 < LOOKS) {
                watchForSilence(quiet + 1);
              } else {
                silent("next event");
              }
            },
            pause));
  }

  /** The model was asked and is paid for, so this is final. */
  private void silent(String awaited) {
    if (exchange.isCurrent(this)) {
      exchange.fail(new BedrockException(Kind.TIMEOUT, "no " + awaited + " came in time", null));
    }
  }
}
