package io.aiportal.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
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
  void result_endsItsCall_howeverItEnds() {
    CompletableFuture<String> result = new CompletableFuture<>();
    CompletableFuture<String> call = new CompletableFuture<>();
    assertThat(Futures.cancelling(result, call)).isSameAs(result);
    assertThat(call).isNotDone();
    result.complete("enough");
    assertThat(call).isCancelled();
  }
}
