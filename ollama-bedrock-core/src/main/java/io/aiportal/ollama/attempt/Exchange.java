package io.aiportal.ollama.attempt;

import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call as its caller sees it: its attempts one after the other, and one end.
 *
 * <p>Data comes in turn under one lock, whichever thread brings it, and so does the end. Steering
 * takes no lock: it leaves a mark, and whoever steers already obeys the newest one.
 */
final class Exchange implements AnswerFlow {

  /** A call whose third repair is refused too is not understood. */
  private static final int MOST_REPAIRS = 3;

  private final Attempts attempts;
  private final String model;
  private final Targets targets;
  private final PlanRepair repair;
  private final Attempts.Mode mode;
  private final CallContext context;
  private final AnswerSink sink;
  private final AnswerListener listener;

  /** Whoever holds it may tell the sink and the listener something. */
  final Object turn = new Object();

  private final AtomicInteger steering = new AtomicInteger();

  // Guarded by turn.
  private final List<FailedAttempt> failed = new ArrayList<>();
  private final Set<Plan> refused = new HashSet<>();

  private volatile Cancellation waiting = Cancellation.NONE;
  private volatile Cancellation deadline = Cancellation.NONE;
  private volatile @Nullable Attempt attempt;
  private volatile boolean paused;
  private volatile boolean over;

  Exchange(
      Attempts attempts,
      String model,
      Targets targets,
      PlanRepair repair,
      Attempts.Mode mode,
      CallContext context,
      AnswerSink sink,
      AnswerListener listener) {
    this.attempts = attempts;
    this.model = model;
    this.targets = targets;
    this.repair = repair;
    this.mode = mode;
    this.context = context;
    this.sink = sink;
    this.listener = listener;
  }

  void start() {
    inTurn(
        () -> {
          listener.onOpen(this);
          Duration limit = context.timeLimit();
          Duration whole = attempts.timeLimits().whole();
          deadline =
              later(
                  () -> fail(tooLate()),
                  limit == null || limit.compareTo(whole) > 0 ? whole : limit);
          tryAt(targets.next(List.of()));
        });
  }

  private void tryAt(@Nullable Target target) {
    if (target == null) {
      throw new CallException(CallException.Kind.UNAVAILABLE, "there is nowhere to ask", null);
    }
    send(target, target.planning().get());
  }

  /** Sends an attempt; what comes of it is told to this exchange in turn. */
  private void send(Target target, Plan plan) {
    observe(
        () ->
            attempts
                .observer()
                .onAttempt(target.name(), plan.request().modelId(), plan.warnings()));
    Attempt next = new Attempt(this, target, plan, sink, listener);
    attempt = next;
    if (over) { // whoever cancelled may not have seen this attempt yet
      next.cancel();
      return;
    }
    sink.start();
    CallOptions options = new CallOptions(attempts.timeLimits().connect(), context.eventLoop());
    if (mode == Attempts.Mode.STREAMED && plan.streaming()) {
      next.stream(options);
    } else {
      next.whole(options);
    }
  }

  /** Runs a step of the call in its turn; whatever it throws ends the call. */
  void inTurn(Runnable step) {
    synchronized (turn) {
      if (over) {
        return;
      }
      try {
        step.run();
      } catch (Throwable thrown) {
        broke(thrown);
      }
    }
  }

  /** Whatever a step throws, the caller gets an end. */
  void broke(Throwable thrown) {
    fail(asCallException(thrown));
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
    return attempts.scheduler().schedule(() -> inTurn(task), delay);
  }

  /** An attempt failed before its first event: repair, go elsewhere, wait and try again, or end. */
  void attemptFailed(FailedAttempt attempt) {
    failed.add(attempt);
    Plan repaired = repaired(attempt);
    if (repaired != null) {
      retry(attempt, Duration.ZERO, () -> send(attempt.target(), repaired));
      return;
    }
    Target next = targets.next(List.copyOf(failed));
    Duration delay = next == null ? null : delayBefore(next, attempt.failure());
    if (next == null || delay == null) {
      fail(CallFailures.of(attempt.failure(), model));
    } else {
      retry(attempt, delay, () -> tryAt(next));
    }
  }

  /** A plan that was not refused before, from the same place, a bounded number of times. */
  private @Nullable Plan repaired(FailedAttempt attempt) {
    Kind kind = attempt.failure().kind();
    boolean refusal = kind == Kind.VALIDATION || kind == Kind.ACCESS_DENIED;
    if (!refusal || refused.size() >= MOST_REPAIRS || !refused.add(attempt.plan())) {
      return null;
    }
    Plan plan = repair.repair(attempt);
    return plan == null || refused.contains(plan) ? null : plan;
  }

  /** No wait before a place that was not tried; null where there is to be no further attempt. */
  private @Nullable Duration delayBefore(Target next, BedrockException failure) {
    int made = (int) failed.stream().filter(past -> past.target().equals(next)).count();
    return made == 0
        ? Duration.ZERO
        : attempts.retryPolicy().delay(failure, made, attempts.random());
  }

  private void retry(FailedAttempt failure, Duration delay, Runnable next) {
    attempt = null;
    observe(() -> attempts.observer().onRetry(failure.target().name(), failure.failure(), delay));
    if (delay.isZero()) {
      next.run();
    } else {
      waiting = later(next, delay);
    }
  }

  /** The answer is complete. Bedrock's stream may end by itself, so that its connection is kept. */
  void complete(AnswerEnd end) {
    if (finish()) {
      listener.onComplete(end);
      observe(() -> attempts.observer().onComplete(end));
    }
  }

  /** The answer failed; Bedrock need not go on. */
  void fail(CallException failure) {
    if (finish()) {
      cancelAttempt();
      try {
        listener.onError(failure);
      } catch (Throwable thrown) { // there is nobody left to tell
        Throwables.throwIfFatal(thrown);
      }
      observe(() -> attempts.observer().onFailure(failure));
    }
  }

  /** A failure of Bedrock's that is final. */
  void fail(BedrockException failure) {
    fail(CallFailures.of(failure, model));
  }

  private boolean finish() {
    if (over) {
      return false;
    }
    over = true;
    deadline.cancel();
    waiting.cancel();
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
    over = true;
    cancelAttempt();
    // What waits would find the call over; called off, it does not keep its memory until then.
    deadline.cancel();
    waiting.cancel();
  }

  @Override
  public void abort(CallException reason) {
    Attempt current = attempt;
    attempt = null; // what its cancellation brings is no news
    if (current != null) {
      current.cancel();
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
      ConverseStream stream = current();
      if (stream != null) {
        if (paused) {
          stream.pause();
        } else {
          stream.resume();
        }
      }
      seen = steering.addAndGet(-seen);
    } while (seen != 0);
  }

  private @Nullable ConverseStream current() {
    Attempt current = attempt;
    return current == null ? null : current.stream();
  }

  private CallException asCallException(Throwable thrown) {
    if (thrown instanceof CallException known) {
      return known;
    }
    if (thrown instanceof BedrockException error) {
      return CallFailures.of(error, model);
    }
    return new CallException(
        CallException.Kind.INTERNAL, "internal error; please try again", thrown);
  }

  private static CallException tooLate() {
    return new CallException(
        CallException.Kind.TIMEOUT, "the answer took longer than a call may take", null);
  }

  private static void observe(Runnable observation) {
    try {
      observation.run();
    } catch (Throwable thrown) { // an observer has no say in a call
      Throwables.throwIfFatal(thrown);
    }
  }
}
