package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.plan.Plan;
import io.aiportal.ollama.plan.Planner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TokenCountTest {

  private static final Model MODEL =
      ModelCatalogue.builtIn("eu-west-2").resolve("claude-3-haiku").orThrow();
  private static final Plan PLAN =
      Planner.plan(ChatCall.of("claude-3-haiku", List.of(Turn.user("Hi"))), MODEL);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final ChatCall CALL = ChatCall.of("claude", List.of(Turn.user("Hello")));

  private final ManualScheduler time = new ManualScheduler();
  private final ScriptedRuntime here = new ScriptedRuntime("eu-west-2");
  private final ScriptedRuntime there = new ScriptedRuntime("eu-west-1");
  private final Attempts attempts =
      new Attempts(
          RetryPolicy.DEFAULT,
          new TimeLimits(Duration.ofSeconds(1), LIMIT, LIMIT, LIMIT),
          time,
          time.clock(),
          () -> 1.0);

  private CompletableFuture<Integer> count(CallContext context, ScriptedRuntime... places) {
    return attempts.countTokens(
        CALL,
        Targets.inOrder(
            List.of(places).stream()
                .map(place -> new Target(place.region(), "base", place, call -> PLAN))
                .toList()),
        context);
  }

  private CompletableFuture<Integer> count() {
    return count(CallContext.NONE, here);
  }

  private static BedrockException failure(Kind kind) {
    return new BedrockException(kind, "no", null);
  }

  private static CallException failureOf(CompletableFuture<Integer> count) {
    assertThat(count).isCompletedExceptionally();
    Throwable failure = Futures.unwrap(catchThrowable(count::join));
    assertThat(failure).isInstanceOf(CallException.class);
    return (CallException) failure;
  }

  @Test
  void count_asksForTheFoundationModel_andGivesWhatBedrockSays() {
    CompletableFuture<Integer> count = count();
    ConverseRequest asked = here.counted.get(0);
    assertThat(asked).isEqualTo(PLAN.request().withModelId("base"));
    assertThat(here.countOptions.get(0).connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    here.counts.get(0).complete(42);
    assertThat(count).isCompletedWithValue(42);
    assertThat(time.waiting()).isZero();
  }

  @Test
  void throttled_isAskedAgain_afterAWhile() {
    CompletableFuture<Integer> count = count();
    here.counts.get(0).completeExceptionally(failure(Kind.THROTTLING));
    assertThat(here.counts).hasSize(1);
    time.pass(Duration.ofSeconds(1));
    assertThat(here.counts).hasSize(2);
    here.counts.get(1).complete(42);
    assertThat(count).isCompletedWithValue(42);
  }

  @Test
  void throttledForEver_isToldInTheEnd() {
    CompletableFuture<Integer> count = count();
    for (int i = 0; i < 3; i++) {
      here.counts.get(i).completeExceptionally(failure(Kind.THROTTLING));
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(here.counts).hasSize(3);
    assertThat(failureOf(count).status()).isEqualTo(429);
  }

  @Test
  void refusal_isToldAtOnce() {
    CompletableFuture<Integer> count = count();
    here.counts
        .get(0)
        .completeExceptionally(
            new BedrockException(
                Kind.VALIDATION, "The provided model doesn't support counting tokens.", null));
    assertThat(failureOf(count))
        .hasMessageContaining("The provided model doesn't support counting tokens.")
        .extracting(CallException::status)
        .isEqualTo(400);
  }

  @Test
  void deniedAccess_namesTheRightThatIsMissing() {
    CompletableFuture<Integer> count = count();
    here.counts.get(0).completeExceptionally(failure(Kind.ACCESS_DENIED));
    assertThat(failureOf(count))
        .hasMessageContaining("'claude'")
        .hasMessageEndingWith("; counting tokens needs bedrock:CountTokens as well")
        .extracting(CallException::status)
        .isEqualTo(403);
  }

  @Test
  void anotherPlace_isAskedAtOnce() {
    CompletableFuture<Integer> count = count(CallContext.NONE, here, there);
    here.counts.get(0).completeExceptionally(failure(Kind.CONNECT));
    time.pass(Duration.ZERO);
    there.counts.get(0).complete(7);
    assertThat(count).isCompletedWithValue(7);
  }

  @Test
  void nowhereToAsk_isAnError() {
    CompletableFuture<Integer> count = attempts.countTokens(CALL, failed -> null, CallContext.NONE);
    assertThat(failureOf(count)).hasMessage("there is nowhere to ask");
  }

  @Test
  void countThatTakesTooLong_ends_atBedrockToo() {
    CompletableFuture<Integer> count =
        count(CallContext.NONE.withTimeLimit(Duration.ofSeconds(5)), here);
    time.pass(Duration.ofSeconds(4));
    assertThat(count).isNotDone();
    time.pass(Duration.ofSeconds(1));
    assertThat(failureOf(count).status()).isEqualTo(504);
    assertThat(here.counts.get(0)).isCancelled();
  }

  @Test
  void noAttempt_isMadeThatCouldNotEndInTime() {
    CompletableFuture<Integer> count =
        count(CallContext.NONE.withTimeLimit(Duration.ofSeconds(1)), here);
    here.counts.get(0).completeExceptionally(failure(Kind.THROTTLING));
    assertThat(failureOf(count).status()).isEqualTo(429);
  }

  @Test
  void cancelledCount_endsTheCall_andIsNotMadeAgain() {
    CompletableFuture<Integer> count = count();
    count.cancel(true);
    assertThat(here.counts.get(0)).isCancelled();
    time.pass(LIMIT);
    assertThat(here.counts).hasSize(1);
    CompletableFuture<Integer> waiting = count();
    here.counts.get(1).completeExceptionally(failure(Kind.THROTTLING));
    waiting.cancel(true);
    assertThat(time.waiting()).isZero();
    time.pass(LIMIT);
    assertThat(here.counts).hasSize(2);
  }

  @Test
  void planThatRefuses_isToldInItsWords() {
    CompletableFuture<Integer> count =
        attempts.countTokens(
            CALL,
            failed ->
                new Target(
                    "here",
                    "base",
                    here,
                    call -> {
                      throw CallException.badRequest("no such thing");
                    }),
            CallContext.NONE);
    assertThat(failureOf(count)).hasMessage("no such thing");
  }

  @Test
  void faultsOfOurs_areTheEndToo() {
    CompletableFuture<Integer> count = count();
    here.counts.get(0).completeExceptionally(new IllegalStateException("secret"));
    assertThat(failureOf(count))
        .hasMessage("internal error; please try again")
        .hasRootCauseInstanceOf(IllegalStateException.class);
    CompletableFuture<Integer> dying =
        attempts.countTokens(
            CALL,
            failed -> {
              throw new IllegalStateException("secret");
            },
            CallContext.NONE);
    assertThat(failureOf(dying).kind()).isEqualTo(CallException.Kind.INTERNAL);
    assertThatThrownBy(
            () ->
                attempts.countTokens(
                    CALL,
                    failed -> {
                      throw new OutOfMemoryError("a test's");
                    },
                    CallContext.NONE))
        .isInstanceOf(OutOfMemoryError.class);
  }
}
