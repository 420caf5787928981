package io.aiportal.ollama.attempt;

import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One count of a prompt's tokens: its attempts one after the other, and one end.
 *
 * <p>Nothing is generated and paid for, so every failure that may pass is tried again.
 */
final class TokenCount {

  private final Attempts attempts;
  private final ChatCall call;
  private final Targets targets;
  private final CallContext context;
  private final Instant began;
  private final CompletableFuture<Integer> result = new CompletableFuture<>();

  /** What comes next has it from whoever came before. */
  private final List<FailedAttempt> failed = new ArrayList<>();

  TokenCount(Attempts attempts, ChatCall call, Targets targets, CallContext context) {
    this.attempts = attempts;
    this.call = call;
    this.targets = targets.forCounting();
    this.context = context;
    this.began = attempts.clock().instant();
  }

  CompletableFuture<Integer> start() {
    untilTheEnd(attempts.scheduler().schedule(() -> fail(tooLate()), attempts.limit(context)));
    guarded(() -> tryAt(targets.next(List.of())));
    return result;
  }

  private void tryAt(@Nullable Target target) {
    if (result.isDone()) {
      return;
    }
    if (target == null) {
      throw new CallException(CallException.Kind.UNAVAILABLE, "there is nowhere to ask", null);
    }
    Plan plan = target.plan(call);
    CallOptions options = attempts.options(context);
    CompletableFuture<Integer> sent =
        target // Bedrock counts for no profile
            .runtime()
            .countTokens(plan.request().withModelId(target.baseModelId()), options);
    Futures.cancelling(result, sent);
    sent.whenComplete(
        (count, failure) -> {
          if (failure == null) {
            result.complete(count);
          } else {
            guarded(() -> attemptFailed(target, plan, Futures.unwrap(failure)));
          }
        });
  }

  private void attemptFailed(Target target, Plan plan, Throwable failure) {
    if (!(failure instanceof BedrockException error)) {
      throw CallFailures.internal(failure);
    }
    failed.add(new FailedAttempt(target, plan, error));
    Target next = targets.next(List.copyOf(failed));
    Duration delay = next == null ? null : targets.delayBefore(next, failed, attempts);
    if (delay == null || delay.compareTo(left()) >= 0) {
      throw refusal(error);
    }
    untilTheEnd(attempts.scheduler().schedule(() -> guarded(() -> tryAt(next)), delay));
  }

  private Duration left() {
    return attempts.limit(context).minus(Duration.between(began, attempts.clock().instant()));
  }

  private CallException refusal(BedrockException error) {
    CallException told = CallFailures.of(error, call.model());
    return error.kind() == Kind.ACCESS_DENIED
        ? new CallException(
            told.kind(),
            told.status(),
            told.getMessage() + "; counting tokens needs bedrock:CountTokens as well",
            told.retryAfter(),
            error)
        : told;
  }

  /** Runs a step; whatever it throws is the end. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (CallException refused) {
      fail(refused);
    } catch (Throwable thrown) {
      fail(CallFailures.internal(thrown));
      Throwables.throwIfFatal(thrown);
    }
  }

  private void untilTheEnd(Cancellation timer) {
    result.whenComplete((count, failure) -> timer.cancel());
  }

  private void fail(CallException failure) {
    result.completeExceptionally(failure);
  }

  private static CallException tooLate() {
    return new CallException(
        CallException.Kind.TIMEOUT, "the count took longer than a call may take", null);
  }
}
