package io.aiportal.ollama;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A call that may be answered by an earlier answer: it is looked for, waited for where the same is
 * being asked, and asked for where there is none. Whoever follows the call sees one flow
 * throughout, and waits no longer than a call may take.
 */
final class KeptCall implements AnswerFlow {

  /** Failures that everybody would meet who asks the same at the same time. */
  private static final Set<CallException.Kind> OF_EVERYBODY =
      EnumSet.of(
          CallException.Kind.INVALID_REQUEST,
          CallException.Kind.PROMPT_TOO_LONG,
          CallException.Kind.THROTTLED);

  private final KeptAnswers answers;
  private final Attempts attempts;
  private final String key;
  private final String baseModelId;
  private final Mode mode;
  private final CallObservation observation;
  private final AnswerSink sink;
  private final AnswerListener listener;
  private final KeptAnswers.Question question;

  /** With the time that is left. */
  private volatile CallContext context;

  /** What is waited for, if anything is. */
  private volatile Future<?> waiting = new CompletableFuture<>();

  // Guarded by this.
  private @Nullable AnswerFlow behind;
  private boolean paused;
  private boolean over;

  KeptCall(
      KeptAnswers answers,
      Attempts attempts,
      String key,
      String baseModelId,
      Mode mode,
      CallContext context,
      CallObservation observation,
      AnswerSink sink,
      AnswerListener listener,
      KeptAnswers.Question question) {
    this.answers = answers;
    this.attempts = attempts;
    this.key = key;
    this.baseModelId = baseModelId;
    this.mode = mode;
    this.context = context;
    this.observation = observation;
    this.sink = sink;
    this.listener = listener;
    this.question = question;
  }

  void start(boolean fresh) {
    listener.onOpen(this);
    if (fresh) {
      guarded(() -> ask(new CompletableFuture<>()));
    } else {
      CompletableFuture<@Nullable KeptAnswer> found = answers.find(key);
      after(found, () -> found.thenAccept(answer -> guarded(() -> found(answer))));
    }
  }

  /** Goes on when something is there, on the caller's own thread, in the time that is left. */
  private void after(CompletableFuture<?> first, Runnable step) {
    Executor own = first.isDone() ? null : context.eventLoop();
    CompletableFuture<CallContext> ready = attempts.after(first, context);
    waiting = ready;
    ready.whenCompleteAsync(
        (left, tooLate) ->
            guarded(
                () -> {
                  if (tooLate instanceof CallException error) {
                    fail(error);
                  } else if (tooLate == null) {
                    context = left;
                    step.run();
                  }
                }),
        own == null ? Runnable::run : own);
  }

  /** Whatever a step throws, the caller gets an end. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable thrown) {
      fail(thrown instanceof CallException known ? known : CallFailures.internal(thrown));
      Throwables.throwIfFatal(thrown);
    }
  }

  /** Whoever asked has left, and somebody else is to ask. */
  private static CallException hasLeft() {
    return new CallException(CallException.Kind.CANCELLED, "the call was cancelled", null);
  }

  private void found(@Nullable KeptAnswer answer) {
    if (answer != null) {
      replay(answer);
    } else if (mode == Mode.WHOLE) {
      askOrWait();
    } else {
      ask(new CompletableFuture<>());
    }
  }

  private void askOrWait() {
    CompletableFuture<@Nullable KeptAnswer> own = new CompletableFuture<>();
    CompletableFuture<@Nullable KeptAnswer> before = answers.askedBefore(key, own);
    if (before == null) {
      ask(own);
      return;
    }
    after(
        before,
        () -> before.whenComplete((answer, failure) -> guarded(() -> waited(answer, failure))));
  }

  private void waited(@Nullable KeptAnswer answer, @Nullable Throwable failure) {
    if (answer != null) {
      replay(answer);
    } else if (failure == null) {
      ask(new CompletableFuture<>()); // such answers are not kept, so nobody waits for another one
    } else if (Futures.unwrap(failure) instanceof CallException error
        && OF_EVERYBODY.contains(error.kind())) {
      fail(error);
    } else if (!isOver()) {
      askOrWait();
    }
  }

  private void replay(KeptAnswer answer) {
    Replay replay = new Replay(answer, observation, sink, listener);
    if (flowsFrom(replay) && !isPaused()) {
      replay.resume();
    }
  }

  /**
   * Asks the model.
   *
   * @param others those who wait for this answer: they get it, the failure, or null to ask
   *     themselves
   */
  private void ask(CompletableFuture<@Nullable KeptAnswer> others) {
    if (isOver()) {
      release(others, null, hasLeft());
      return;
    }
    RecordedAnswer recorded =
        new RecordedAnswer(sink, baseModelId, () -> release(others, null, null));
    try {
      question.ask(
          context,
          recorded,
          new Asking(recorded, others),
          GuardedObserver.both(observation, recorded.observation()));
    } catch (Throwable thrown) {
      release(others, null, hasLeft());
      throw thrown;
    }
  }

  private void release(
      CompletableFuture<@Nullable KeptAnswer> others,
      @Nullable KeptAnswer answer,
      @Nullable CallException failure) {
    answers.answered(key, others);
    if (failure == null) {
      others.complete(answer);
    } else {
      others.completeExceptionally(failure);
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized boolean isPaused() {
    return paused;
  }

  private void fail(CallException error) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    waiting.cancel(false);
    observation.onFailure(error);
    listener.onError(error);
  }

  /** From now on this flow is that one; false if nobody wants it any more. */
  private synchronized boolean flowsFrom(AnswerFlow flow) {
    if (over) {
      return false;
    }
    behind = flow;
    if (paused) {
      flow.pause();
    }
    return true;
  }

  /** The flow behind this one; null, and this one is over, if there is none yet. */
  private synchronized @Nullable AnswerFlow endedOr() {
    if (behind == null) {
      over = true;
    }
    return behind;
  }

  @Override
  public void pause() {
    AnswerFlow flow;
    synchronized (this) {
      paused = true;
      flow = behind;
    }
    if (flow != null) {
      flow.pause();
    }
  }

  @Override
  public void resume() {
    AnswerFlow flow;
    synchronized (this) {
      paused = false;
      flow = behind;
    }
    if (flow != null) {
      flow.resume();
    }
  }

  @Override
  public void cancel() {
    waiting.cancel(false);
    AnswerFlow flow = endedOr();
    if (flow != null) {
      flow.cancel();
    } else {
      observation.onCancel();
    }
  }

  @Override
  public void abort(CallException reason) {
    waiting.cancel(false);
    boolean first;
    AnswerFlow flow;
    synchronized (this) {
      first = !over;
      flow = endedOr();
    }
    if (flow != null) {
      flow.abort(reason);
    } else if (first) {
      observation.onFailure(reason);
      listener.onError(reason);
    }
  }

  private synchronized @Nullable AnswerFlow behind() {
    return behind;
  }

  @Override
  public @Nullable String bedrockRequestId() {
    AnswerFlow flow = behind();
    return flow == null ? null : flow.bedrockRequestId();
  }

  @Override
  public @Nullable TokenUsage usageSoFar() {
    AnswerFlow flow = behind();
    return flow == null ? TokenUsage.NONE : flow.usageSoFar();
  }

  @Override
  public boolean isKept() {
    AnswerFlow flow = behind();
    return flow != null && flow.isKept();
  }

  /** Follows the model's answer, keeps it if it is whole, and tells those who wait for it. */
  private final class Asking implements AnswerListener {

    private final RecordedAnswer recorded;
    private final CompletableFuture<@Nullable KeptAnswer> others;
    private List<String> warnings = List.of();

    Asking(RecordedAnswer recorded, CompletableFuture<@Nullable KeptAnswer> others) {
      this.recorded = recorded;
      this.others = others;
    }

    @Override
    public void onOpen(AnswerFlow flow) {
      AnswerFlow watched = new Watched(flow, () -> release(others, null, hasLeft()));
      if (!flowsFrom(watched)) {
        watched.cancel();
      }
    }

    @Override
    public void onWarnings(List<String> sentences) {
      warnings = sentences;
      listener.onWarnings(sentences);
    }

    @Override
    public void onEndOfRead() {
      listener.onEndOfRead();
    }

    @Override
    public void onComplete(AnswerEnd ended) {
      KeptAnswer answer = recorded.whole(ended, warnings);
      if (answer != null) {
        answers.keep(key, answer);
      }
      try {
        listener.onComplete(ended);
      } finally {
        release(others, answer, null);
      }
    }

    @Override
    public void onError(CallException error) {
      try {
        listener.onError(error);
      } finally {
        release(others, null, error);
      }
    }
  }

  /** A flow whose cancellation somebody else must know of. */
  private record Watched(AnswerFlow flow, Runnable onCancel) implements AnswerFlow {

    @Override
    public void pause() {
      flow.pause();
    }

    @Override
    public void resume() {
      flow.resume();
    }

    @Override
    public void cancel() {
      try {
        flow.cancel();
      } finally {
        onCancel.run();
      }
    }

    @Override
    public void abort(CallException reason) {
      try {
        flow.abort(reason);
      } finally {
        onCancel.run();
      }
    }

    @Override
    public @Nullable TokenUsage usageSoFar() {
      return flow.usageSoFar();
    }

    @Override
    public @Nullable String bedrockRequestId() {
      return flow.bedrockRequestId();
    }
  }
}
