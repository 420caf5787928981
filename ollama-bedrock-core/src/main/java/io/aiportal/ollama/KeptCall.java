package io.aiportal.ollama;

import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.internal.Futures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call that may be answered by an earlier answer: it is looked for, waited for where the same is
 * being asked, and asked for where there is none. Whoever follows the call sees one flow
 * throughout.
 */
final class KeptCall implements AnswerFlow {

  private final KeptAnswers answers;
  private final String key;
  private final String baseModelId;
  private final Mode mode;
  private final CallObservation observation;
  private final AnswerSink sink;
  private final AnswerListener listener;
  private final KeptAnswers.Question question;

  // Guarded by this.
  private @Nullable AnswerFlow behind;
  private boolean paused;
  private boolean over;

  KeptCall(
      KeptAnswers answers,
      String key,
      String baseModelId,
      Mode mode,
      CallObservation observation,
      AnswerSink sink,
      AnswerListener listener,
      KeptAnswers.Question question) {
    this.answers = answers;
    this.key = key;
    this.baseModelId = baseModelId;
    this.mode = mode;
    this.observation = observation;
    this.sink = sink;
    this.listener = listener;
    this.question = question;
  }

  void start(boolean fresh) {
    listener.onOpen(this);
    if (fresh) {
      ask(new CompletableFuture<>());
    } else {
      answers.find(key).thenAccept(this::found);
    }
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
    } else {
      before.whenComplete(this::waited);
    }
  }

  private void waited(@Nullable KeptAnswer answer, @Nullable Throwable failure) {
    if (failure != null && Futures.unwrap(failure) instanceof CallException error) {
      fail(error);
    } else if (answer != null) {
      replay(answer);
    } else if (!isOver()) {
      ask(new CompletableFuture<>());
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
   * @param others is completed for those who wait for this answer
   */
  private void ask(CompletableFuture<@Nullable KeptAnswer> others) {
    if (isOver()) {
      answers.answered(key, others, null, null);
      return;
    }
    RecordedAnswer recorded = new RecordedAnswer(sink, baseModelId);
    question.ask(
        recorded,
        new Asking(recorded, others),
        GuardedObserver.both(observation, recorded.observation()));
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void fail(CallException error) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
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

  private synchronized boolean isPaused() {
    return paused;
  }

  private synchronized @Nullable AnswerFlow behind() {
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
    AnswerFlow flow;
    boolean first;
    synchronized (this) {
      first = !over;
      over = true;
      flow = behind;
    }
    if (flow != null) {
      flow.cancel();
    } else if (first) {
      observation.onCancel();
    }
  }

  @Override
  public void abort(CallException reason) {
    AnswerFlow flow = behind();
    if (flow != null) {
      flow.abort(reason);
    } else {
      fail(reason);
    }
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
      AnswerFlow watched = new Watched(flow, () -> answers.answered(key, others, null, null));
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
    public void onComplete(AnswerEnd end) {
      KeptAnswer answer = recorded.whole(end, warnings);
      if (answer != null) {
        answers.keep(key, answer);
      }
      answers.answered(key, others, answer, null);
      listener.onComplete(end);
    }

    @Override
    public void onError(CallException error) {
      answers.answered(key, others, null, error);
      listener.onError(error);
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
      flow.cancel();
      onCancel.run();
    }

    @Override
    public void abort(CallException reason) {
      onCancel.run();
      flow.abort(reason);
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
