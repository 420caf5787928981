package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a call waits for before it is begun is part of its time. */
class AttemptsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final CallContext CONTEXT = CallContext.NONE.withTimeLimit(Duration.ofSeconds(10));

  private final ManualScheduler time = new ManualScheduler();
  private final Attempts attempts =
      new Attempts(
          RetryPolicy.DEFAULT,
          new TimeLimits(Duration.ofSeconds(1), LIMIT, LIMIT, LIMIT),
          time,
          time.clock(),
          () -> 1.0);
  private final CompletableFuture<String> first = new CompletableFuture<>();

  private static void assertTooLate(CompletableFuture<?> ready) {
    assertThat(ready)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            CallException.class,
            error -> {
              assertThat(error.kind()).isEqualTo(CallException.Kind.TIMEOUT);
              assertThat(error).hasMessage("the answer took longer than a call may take");
            });
  }

  @Test
  void whatIsDone_takesNoTime() {
    first.complete("it");
    assertThat(attempts.after(first, CONTEXT)).isCompletedWithValue(CONTEXT);
  }

  @Test
  void call_hasTheTimeThatIsLeft_howeverItsWaitEnded() {
    CompletableFuture<CallContext> ready = attempts.after(first, CONTEXT);
    CompletableFuture<CallContext> unlimited = attempts.after(first, CallContext.NONE);
    time.pass(Duration.ofSeconds(4));
    assertThat(ready).isNotDone();
    first.completeExceptionally(new IllegalStateException());
    assertThat(ready).isCompletedWithValue(CallContext.NONE.withTimeLimit(Duration.ofSeconds(6)));
    assertThat(unlimited)
        .isCompletedWithValue(CallContext.NONE.withTimeLimit(Duration.ofSeconds(56)));
    assertThat(time.isIdle()).isTrue();
  }

  @Test
  void call_endsWhenItsTimeIsOver_thoughItStillWaits() {
    CompletableFuture<CallContext> ready = attempts.after(first, CONTEXT);
    time.pass(Duration.ofMillis(9_999));
    assertThat(ready).isNotDone();
    time.pass(Duration.ofMillis(1));
    assertTooLate(ready);
    assertThat(time.isIdle()).isTrue();
  }

  @Test
  void call_isNotBegun_whereItsTimeIsOverBeforeItsTimerSaysSo() {
    CompletableFuture<CallContext> ready =
        new Attempts(
                RetryPolicy.DEFAULT,
                attempts.timeLimits(),
                (task, delay) -> Scheduler.Cancellation.NONE,
                time.clock(),
                () -> 1.0)
            .after(first, CONTEXT);
    time.pass(Duration.ofSeconds(10));
    first.complete("it");
    assertTooLate(ready);
  }
}
