package io.aiportal.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FuturesTest {

  @Test
  void failure_isWhatIsInsideOfAllWrappings() {
    IllegalStateException cause = new IllegalStateException();
    assertThat(Futures.unwrap(cause)).isSameAs(cause);
    assertThat(Futures.unwrap(new CompletionException(cause))).isSameAs(cause);
    assertThat(Futures.unwrap(new ExecutionException(new CompletionException(cause))))
        .isSameAs(cause);
  }

  @Test
  void wrappingWithoutACause_isTheFailure() {
    CompletionException empty = new CompletionException("nothing inside", null);
    assertThat(Futures.unwrap(empty)).isSameAs(empty);
    assertThat(Futures.unwrap(new ExecutionException(empty))).isSameAs(empty);
  }

  @Test
  void failureThatHasACauseOfItsOwn_isNotUnwrapped() {
    IllegalStateException failure = new IllegalStateException(new IllegalArgumentException());
    assertThat(Futures.unwrap(new CompletionException(failure))).isSameAs(failure);
  }

  @Test
  void callAfterSomething_isMadeThen_andItsEndIsTheResults() {
    for (boolean first : new boolean[] {true, false}) {
      CompletableFuture<Void> before = new CompletableFuture<>();
      CompletableFuture<String> call = new CompletableFuture<>();
      CompletableFuture<String> result = Futures.after(before, () -> call);
      assertThat(result).isNotDone();
      if (first) {
        before.complete(null);
      } else {
        before.completeExceptionally(new IllegalStateException());
      }
      assertThat(result).isNotDone();
      call.complete("it");
      assertThat(result).isCompletedWithValue("it");
    }
  }

  @Test
  void callAfterSomething_thatFails_failsTheResult() {
    IllegalStateException failure = new IllegalStateException();
    CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
    assertThat(Futures.after(done, () -> CompletableFuture.failedFuture(failure)))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCause(failure);
    CompletableFuture<Void> before = new CompletableFuture<>();
    CompletableFuture<String> thrown =
        Futures.after(
            before,
            () -> {
              throw failure;
            });
    before.complete(null);
    assertThat(thrown).failsWithin(Duration.ZERO).withThrowableThat().withCause(failure);
  }

  @Test
  void callWithSomething_getsIt_andFailsAsThatDoes() {
    CompletableFuture<String> before = new CompletableFuture<>();
    CompletableFuture<String> result =
        Futures.with(before, value -> CompletableFuture.completedFuture(value + "!"));
    assertThat(result).isNotDone();
    before.complete("it");
    assertThat(result).isCompletedWithValue("it!");
    assertThat(Futures.with(before, value -> CompletableFuture.completedFuture(value + "?")))
        .isCompletedWithValue("it?");

    IllegalStateException failure = new IllegalStateException();
    CompletableFuture<String> broken = new CompletableFuture<>();
    CompletableFuture<String> none = Futures.with(broken, CompletableFuture::completedFuture);
    broken.completeExceptionally(failure);
    assertThat(none).failsWithin(Duration.ZERO).withThrowableThat().withCause(failure);
    assertThat(Futures.with(broken, CompletableFuture::completedFuture))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCause(failure);
  }

  @Test
  void callAfterSomething_isCancelledWithItsResult_orNeverMade() {
    CompletableFuture<Void> before = new CompletableFuture<>();
    CompletableFuture<String> call = new CompletableFuture<>();
    AtomicInteger made = new AtomicInteger();
    CompletableFuture<String> early =
        Futures.after(
            before,
            () -> {
              made.incrementAndGet();
              return call;
            });
    early.cancel(true);
    before.complete(null);
    assertThat(made).hasValue(0);
    Futures.after(before, () -> call).cancel(true);
    assertThat(call).isCancelled();
  }

  @Test
  void result_endsItsCall_howeverItEnds() {
    CompletableFuture<String> result = new CompletableFuture<>();
    CompletableFuture<String> call = new CompletableFuture<>();
    assertThat(Futures.cancelling(result, call)).isSameAs(result);
    assertThat(call).isNotDone();
    result.complete("enough");
    assertThat(call).isCancelled();
  }
}
