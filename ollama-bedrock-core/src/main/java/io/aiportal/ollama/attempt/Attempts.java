package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls: tries again what may pass, sends elsewhere what a place refuses, and ends every call
 * in time.
 *
 * @param retryPolicy when a failed attempt is made again
 * @param timeLimits how long a call may take
 * @param scheduler runs what waits
 * @param clock tells how much of a call's time is left
 * @param random gives numbers from 0 to 1, for the jitter
 * @param repairsAnswers whether a model whose answer is not in the format that was asked for is
 *     told so, once, and asked again
 */
public record Attempts(
    RetryPolicy retryPolicy,
    TimeLimits timeLimits,
    Scheduler scheduler,
    Clock clock,
    DoubleSupplier random,
    boolean repairsAnswers) {

  /** Longer than any call, and short enough for every timer to count. */
  private static final Duration LONGEST = Duration.ofDays(1_000);

  /** Everything at its default. */
  public static final Attempts DEFAULT =
      new Attempts(
          RetryPolicy.DEFAULT,
          TimeLimits.DEFAULT,
          Scheduler.JDK,
          Clock.systemUTC(),
          () -> ThreadLocalRandom.current().nextDouble(),
          true);

  /** Calls whose answers are repaired, and all else as it is given. */
  public Attempts(
      RetryPolicy retryPolicy,
      TimeLimits timeLimits,
      Scheduler scheduler,
      Clock clock,
      DoubleSupplier random) {
    this(retryPolicy, timeLimits, scheduler, clock, random, true);
  }

  /** These, with another policy of trying again. */
  public Attempts with(RetryPolicy other) {
    return new Attempts(other, timeLimits, scheduler, clock, random, repairsAnswers);
  }

  /** These, with other limits. */
  public Attempts with(TimeLimits other) {
    return new Attempts(retryPolicy, other, scheduler, clock, random, repairsAnswers);
  }

  /** These, with another timer. */
  public Attempts with(Scheduler other) {
    return new Attempts(retryPolicy, timeLimits, other, clock, random, repairsAnswers);
  }

  /** These, with another clock. */
  public Attempts with(Clock other) {
    return new Attempts(retryPolicy, timeLimits, scheduler, other, random, repairsAnswers);
  }

  /** These, with models asked again for answers in the right format, or not. */
  public Attempts withRepairedAnswers(boolean repair) {
    return new Attempts(retryPolicy, timeLimits, scheduler, clock, random, repair);
  }

  /** How long a whole call may take. */
  public Duration limit(CallContext context) {
    Duration limit = context.timeLimit();
    Duration whole = timeLimits.whole();
    return limit == null || limit.compareTo(whole) > 0 ? whole : limit;
  }

  /**
   * Waits for what must be known before a call is begun, as part of that call's time.
   *
   * @return what goes along with the call once that is done, however it ended: the same, with the
   *     time that is left; a {@link CallException} if none is
   */
  public CompletableFuture<CallContext> after(CompletableFuture<?> first, CallContext context) {
    if (first.isDone()) {
      return CompletableFuture.completedFuture(context);
    }
    Duration limit = limit(context);
    Instant end = clock.instant().plus(limit);
    CompletableFuture<CallContext> ready = new CompletableFuture<>();
    Scheduler.Cancellation timer = later(() -> ready.completeExceptionally(tooLate()), limit);
    ready.whenComplete((left, failure) -> timer.cancel());
    first.whenComplete((done, failure) -> begin(ready, context, end));
    return ready;
  }

  private void begin(CompletableFuture<CallContext> ready, CallContext context, Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    if (left.isZero() || left.isNegative()) {
      ready.completeExceptionally(tooLate());
    } else {
      ready.complete(context.withTimeLimit(left));
    }
  }

  /** What a call is told whose time is over. */
  static CallException tooLate() {
    return new CallException(
        CallException.Kind.TIMEOUT, "the answer took longer than a call may take", null);
  }

  /** How the requests of a call are sent. */
  public CallOptions options(CallContext context) {
    Consumer<String> requestIds = context.requestIds();
    return requestIds == null
        ? new CallOptions(timeLimits.connect(), context.eventLoop())
        : new CallOptions(timeLimits.connect(), context.eventLoop(), requestIds);
  }

  /** Runs a task after a while; a while that no timer can count is a long one. */
  public Scheduler.Cancellation later(Runnable task, Duration delay) {
    return scheduler.schedule(task, delay.compareTo(LONGEST) > 0 ? LONGEST : delay);
  }

  /** How an answer is asked for. */
  public enum Mode {
    /** In pieces, where the model can. */
    STREAMED,
    /** In one piece. */
    WHOLE
  }

  /**
   * Makes a call; returns at once.
   *
   * @param asked what is asked, and where
   * @param mode how the answer is asked for
   * @param context what goes along with the call
   * @param observation watches it
   * @param sink takes the answer
   * @param listener follows the call; told of the flow before this method returns
   */
  public void start(
      Asked asked,
      Mode mode,
      CallContext context,
      CallObservation observation,
      AnswerSink sink,
      AnswerListener listener) {
    new Exchange(this, asked, mode, context, observation, sink, listener).start();
  }

  /**
   * Counts the tokens that a call would take as a prompt; returns at once.
   *
   * @param call what would be asked
   * @param targets where it can be asked
   * @param context what goes along with the call
   * @return the count, or a {@link io.aiportal.ollama.chat.CallException}; whoever ends it ends the
   *     request
   */
  public CompletableFuture<Integer> countTokens(
      ChatCall call, Targets targets, CallContext context) {
    return new TokenCount(this, call, targets, context).start();
  }

  /** No wait before a place that was not tried; null where there is to be no further attempt. */
  @Nullable Duration delayBefore(Target next, List<FailedAttempt> failed) {
    FailedAttempt past = FailedAttempt.lastAt(next, failed);
    if (past == null) {
      return Duration.ZERO;
    }
    return retryPolicy.delay(past.failure(), FailedAttempt.countAt(next, failed), random);
  }
}
