package io.aiportal.ollama.attempt;

import io.aiportal.ollama.answer.AnswerFormat;
import io.aiportal.ollama.answer.InvalidAnswer;
import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.SerialExecutor;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call as its caller sees it: its attempts one after the other, and one end.
 *
 * <p>Data comes in turn, whichever thread brings it, and so do time-outs and the end. Nobody waits
 * for a turn: what comes meanwhile is left to whoever has it. Steering leaves a mark, and whoever
 * steers already obeys the newest one.
 */
final class Exchange implements AnswerFlow {

  /** A call whose third repair is refused too is not understood. */
  private static final int MOST_REPAIRS = 3;

  /** What Bedrock says of a request; a model fails at some, too, however often it is asked. */
  private static final Set<Kind> REFUSALS =
      Set.of(Kind.VALIDATION, Kind.ACCESS_DENIED, Kind.MODEL_ERROR, Kind.MODEL_STREAM_ERROR);

  private final Attempts attempts;
  private final Asked asked;
  private final Attempts.Mode mode;
  private final CallContext context;
  private final CallObservation observation;
  private final AnswerSink sink;
  private final AnswerListener listener;
  private final SerialExecutor turn = new SerialExecutor();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Instant began;
  private final AtomicInteger steering = new AtomicInteger();

  // In turn.
  private final List<FailedAttempt> failed = new ArrayList<>();
  private final Set<Plan> refused = new HashSet<>();

  /** What took the place of a plan; whoever is tried again with that plan gets it too. */
  private final Map<Plan, Plan> repairs = new HashMap<>();

  private @Nullable ChatCall call;

  /** The first answer, where it was invalid and the model is asked to put it right. */
  private @Nullable InvalidAnswer invalid;

  /** Written in turn. */
  private volatile TokenUsage spent = TokenUsage.NONE;

  /** Whether an answer that came to nothing was asked for once more. */
  private boolean repeated;

  /** What must be known before planning, while it is asked for. */
  private volatile CompletableFuture<ChatCall> facts = new CompletableFuture<>();

  private volatile Cancellation waiting = Cancellation.NONE;
  private volatile Cancellation deadline = Cancellation.NONE;
  private volatile @Nullable Attempt attempt;

  /** The attempt that was under way when the call was aborted. */
  private volatile @Nullable Attempt aborted;

  private volatile boolean paused;
  private volatile boolean over;

  Exchange(
      Attempts attempts,
      Asked asked,
      Attempts.Mode mode,
      CallContext context,
      CallObservation observation,
      AnswerSink sink,
      AnswerListener listener) {
    this.attempts = attempts;
    this.asked = asked;
    this.mode = mode;
    this.context = context;
    this.observation = observation;
    this.sink = sink;
    this.listener = listener;
    this.began = attempts.clock().instant();
  }

  void start() {
    inTurn(
        () -> {
          listener.onOpen(this);
          if (!over) {
            deadline = later(() -> fail(Attempts.tooLate()), limit());
            forgetIfOver();
          }
          if (!over) {
            gatherFacts();
          }
        });
  }

  private void gatherFacts() {
    CompletableFuture<ChatCall> known = asked.call().get();
    facts = known;
    known.whenComplete(
        (fact, failure) ->
            inTurn(
                () -> {
                  if (failure != null) {
                    broke(Futures.unwrap(failure));
                  } else {
                    call = fact;
                    tryAt(asked.targets().next(List.of()));
                  }
                }));
    forgetIfOver();
  }

  private Duration limit() {
    return attempts.limit(context);
  }

  /** Whoever cancelled may have come before there was something to call off. */
  private void forgetIfOver() {
    if (over) {
      deadline.cancel();
      waiting.cancel();
      facts.cancel(true);
    }
  }

  private void tryAt(@Nullable Target target) {
    if (target == null) {
      throw new CallException(CallException.Kind.UNAVAILABLE, "there is nowhere to ask", null);
    }
    send(
        target,
        repaired(target.plan(Objects.requireNonNull(call, "a call that is tried is known"))));
  }

  /** Sends an attempt; what comes of it is told to this exchange in turn. */
  private void send(Target target, Plan plan) {
    observe(
        () ->
            observation.onAttempt(
                target.name(), plan.request().modelId(), target.baseModelId(), plan.warnings()));
    AnswerTap tap = asked.taps().apply(target);
    AnswerFormat format = plan.answer().format();
    boolean held = format != null && (format.held() || mode == Attempts.Mode.WHOLE);
    boolean repeatable =
        !repeated
            && FailedAttempt.countAt(target, failed) + 1 < attempts.retryPolicy().maxAttempts();
    Attempt next =
        new Attempt(this, target, plan, invalid, spent, held, repeatable, tap, sink, listener);
    attempt = next;
    if (over) { // whoever cancelled may not have seen this attempt
      return;
    }
    listener.onWarnings(plan.warnings());
    sink.start();
    CallOptions options = attempts.options(context);
    // What may be ended here is streamed, or the model would go on, and be paid for, to its end.
    boolean pieces = mode == Attempts.Mode.STREAMED || !plan.answer().stopSequences().isEmpty();
    if (pieces && plan.streaming()) {
      next.stream(options);
    } else {
      next.whole(options);
    }
  }

  /** Runs a step of the call in its turn; whatever it throws ends the call. */
  void inTurn(Runnable step) {
    turn.execute(
        () -> {
          if (over) {
            return;
          }
          try {
            step.run();
          } catch (Throwable thrown) {
            broke(thrown);
          }
        });
  }

  /** Whatever a step throws, the caller gets an end. */
  void broke(Throwable thrown) {
    fail(CallFailures.ofAny(thrown, asked.model()));
    Throwables.throwIfFatal(thrown);
  }

  boolean isCurrent(Attempt candidate) {
    return attempt == candidate && !over;
  }

  boolean isPaused() {
    return paused;
  }

  TimeLimits timeLimits() {
    return attempts.timeLimits();
  }

  Cancellation later(Runnable task, Duration delay) {
    return attempts.later(() -> inTurn(task), delay);
  }

  /** An attempt failed before its first event: repair, go elsewhere, wait and try again, or end. */
  void attemptFailed(FailedAttempt attempt) {
    failed.add(attempt);
    Plan repaired = repaired(attempt);
    if (repaired != null) {
      retry(attempt, Duration.ZERO, () -> send(attempt.target(), repaired));
      return;
    }
    Target next = asked.targets().next(List.copyOf(failed));
    Duration delay = next == null ? null : asked.targets().delayBefore(next, failed, attempts);
    if (next == null || delay == null || delay.compareTo(left()) >= 0) {
      fail(CallFailures.of(FailedAttempt.mostPassing(failed), asked.model(), successor()));
    } else {
      retry(attempt, delay, () -> tryAt(next));
    }
  }

  /** The model to go on with where the one that was asked is old. */
  private String successor() {
    Model model = failed.get(0).plan().model();
    return model == null ? "" : model.traits().lifecycle().successor();
  }

  private Duration left() {
    return limit().minus(Duration.between(began, attempts.clock().instant()));
  }

  /** A plan that was not refused before, from the same place, a bounded number of times. */
  private @Nullable Plan repaired(FailedAttempt attempt) {
    if (!REFUSALS.contains(attempt.failure().kind())
        || refused.size() >= MOST_REPAIRS
        || !refused.add(attempt.plan())) {
      return null;
    }
    Plan plan = planWithLess(attempt);
    plan = plan == null ? askedOtherwise(attempt) : plan;
    return plan == null || refused.contains(plan) ? null : plan;
  }

  /** The plan of the same call by other rules. */
  private @Nullable Plan askedOtherwise(FailedAttempt attempt) {
    ChatCall same = Objects.requireNonNull(call, "a call that was tried is known");
    Plan plan = asked.planRepair().repair(same, attempt);
    if (plan != null && !refused.contains(plan)) {
      repairs.put(attempt.plan(), plan);
    }
    return plan;
  }

  /** The plan of a call that says less; whatever is tried from now on says no more. */
  private @Nullable Plan planWithLess(FailedAttempt attempt) {
    ChatCall all = Objects.requireNonNull(call, "a call that was tried is known");
    ChatCall less = asked.callRepair().repair(all, attempt.failure());
    if (less == null) {
      return null;
    }
    call = less;
    return attempt.target().plan(less);
  }

  private Plan repaired(Plan plan) {
    Plan last = plan;
    for (Plan next = repairs.get(last); next != null; next = repairs.get(last)) {
      last = next;
    }
    return last;
  }

  /** Bedrock has begun to answer. */
  void accepted(Target target, Plan plan) {
    observe(() -> asked.planRepair().onAccepted(target, plan));
    observe(asked.callRepair()::onAccepted);
  }

  private void retry(FailedAttempt failure, Duration delay, Runnable next) {
    attempt = null;
    observe(() -> observation.onRetry(failure.target().name(), failure.failure(), delay));
    if (delay.isZero()) {
      next.run();
    } else {
      waiting = later(next, delay);
      forgetIfOver();
    }
  }

  /**
   * The answer is whole and not what was asked for: the model is told so, once, if nobody has seen
   * anything of it.
   */
  void invalid(InvalidAnswer found, TokenUsage usage, boolean seen, Target target, Plan plan) {
    if (seen || invalid != null || !attempts.repairsAnswers()) {
      fail(found.error());
    } else {
      invalid = found;
      spent = usage;
      observe(() -> observation.onInvalidAnswer(target.name()));
      send(target, plan);
    }
  }

  /**
   * Bedrock answered, and the model gave nothing that can be used or that anybody has seen: it is
   * asked once more.
   */
  void lost(FailedAttempt attempt, AnswerEnd end) {
    failed.add(attempt);
    repeated = true;
    spent = end.usageEstimated() ? spent : end.usage();
    retry(attempt, Duration.ZERO, () -> send(attempt.target(), attempt.plan()));
  }

  /** The answer is complete. Bedrock's stream may end by itself, so that its connection is kept. */
  void complete(AnswerEnd end) {
    if (finish()) {
      observe(() -> observation.onComplete(end));
      atTheEnd(() -> listener.onComplete(end));
    }
  }

  /** The answer failed; Bedrock need not go on. */
  void fail(CallException failure) {
    if (finish()) {
      atTheEnd(this::cancelAttempt);
      observe(() -> observation.onFailure(failure));
      atTheEnd(() -> listener.onError(failure));
    }
  }

  /** Does what belongs to the end; the rest of the end follows it, whatever it throws. */
  private static void atTheEnd(Runnable part) {
    try {
      part.run();
    } catch (Throwable thrown) {
      Throwables.throwIfFatal(thrown);
    }
  }

  /** A failure of Bedrock's that is final. */
  void fail(BedrockException failure) {
    fail(CallFailures.of(failure, asked.model()));
  }

  private boolean finish() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    over = true;
    deadline.cancel();
    waiting.cancel();
    facts.cancel(true);
    return true;
  }

  @Override
  public void pause() {
    paused = true;
    steer();
  }

  @Override
  public void resume() {
    paused = false;
    steer();
  }

  @Override
  public void cancel() {
    boolean first = finish();
    cancelAttempt();
    if (first) {
      observe(observation::onCancel);
    }
  }

  @Override
  public @Nullable TokenUsage usageSoFar() {
    Attempt current = aborted == null ? attempt : aborted;
    return current == null ? spent : current.usageSoFar();
  }

  @Override
  public void abort(CallException reason) {
    Attempt current = attempt;
    attempt = null; // what its cancellation brings is no news
    if (current != null) {
      aborted = current;
      atTheEnd(current::cancel);
    }
    inTurn(() -> fail(reason));
  }

  private void cancelAttempt() {
    Attempt current = attempt;
    if (current != null) {
      current.cancel();
    }
  }

  /** Tells the stream what is wanted last, however many threads want something at a time. */
  void steer() {
    if (steering.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      try {
        steerOnce();
      } catch (Throwable thrown) {
        steering.set(0); // or nobody would steer this stream again
        throw thrown;
      }
      seen = steering.addAndGet(-seen);
    } while (seen != 0);
  }

  private void steerOnce() {
    ConverseStream stream = current();
    if (stream == null) {
      return;
    }
    if (paused) {
      stream.pause();
    } else {
      stream.resume();
    }
  }

  @Override
  public @Nullable String bedrockRequestId() {
    Attempt current = attempt;
    return current == null ? null : current.requestId();
  }

  private @Nullable ConverseStream current() {
    Attempt current = attempt;
    return current == null ? null : current.stream();
  }

  private static void observe(Runnable news) {
    try {
      news.run();
    } catch (Throwable thrown) { // an observer has no say in a call
      Throwables.throwIfFatal(thrown);
    }
  }
}
