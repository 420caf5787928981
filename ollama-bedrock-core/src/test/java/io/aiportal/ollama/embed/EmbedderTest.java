package io.aiportal.ollama.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.ManualScheduler;
import io.aiportal.ollama.attempt.Place;
import io.aiportal.ollama.attempt.PooledRouting;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.attempt.TimeLimits;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.model.ModelCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbedderTest {

  private static final ModelCatalogue CATALOGUE = ModelCatalogue.builtIn("us-east-1");

  private final InvokedRuntime bedrock = new InvokedRuntime();
  private final ManualScheduler time = new ManualScheduler();
  private final List<String> observed = new ArrayList<>();
  private final Embedder embedder =
      new Embedder(
          new Attempts(
              RetryPolicy.DEFAULT,
              new TimeLimits(
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(30),
                  Duration.ofSeconds(30),
                  Duration.ofMinutes(2)),
              time,
              time.clock(),
              () -> 1.0),
          bedrock,
          new ParallelLimit(2));

  @Test
  void vectors_standInTheOrderOfTheTexts_howeverTheyCome() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a", "b", "c"));
    assertThat(bedrock.bodies())
        .containsExactly(
            "{\"inputText\":\"a\",\"normalize\":false}",
            "{\"inputText\":\"b\",\"normalize\":false}");
    bedrock.answer(1, 3, 2);
    bedrock.answer(2, 4, 3);
    assertThat(result).isNotDone();
    bedrock.answer(0, 2, 1);
    assertThat(result.join().vectors())
        .containsExactly(new float[] {1}, new float[] {2}, new float[] {3});
    assertThat(result.join().inputTokens()).isEqualTo(9);
    assertThat(observed)
        .containsExactly(
            "attempt us-east-1 amazon.titan-embed-text-v2:0 []",
            "attempt us-east-1 amazon.titan-embed-text-v2:0 []",
            "attempt us-east-1 amazon.titan-embed-text-v2:0 []",
            "complete END_TURN 9 false");
    assertThat(time.waiting()).isZero();
  }

  @Test
  void manyTexts_goInFewRequests() {
    CompletableFuture<Embeddings> result =
        start("cohere-embed-english-v3", Collections.nCopies(97, "a"));
    assertThat(bedrock.calls).hasSize(2);
    bedrock.answerBody(1, 1, "{\"embeddings\":[[97]]}");
    bedrock.answerBody(0, 96, "{\"embeddings\":" + Collections.nCopies(96, List.of(1)) + "}");
    assertThat(result.join().vectors()).hasSize(97);
    assertThat(result.join().vectors().get(95)).containsExactly(1);
    assertThat(result.join().vectors().get(96)).containsExactly(97);
    assertThat(result.join().inputTokens()).isEqualTo(97);
  }

  @Test
  void nothingToEmbed_asksNobody() {
    assertThat(start("titan-embed-text-v2", List.of())).isCompletedWithValue(Embeddings.NONE);
    assertThat(bedrock.calls).isEmpty();
    assertThat(observed).containsExactly("complete END_TURN 0 false");
    assertThat(time.waiting()).isZero();
  }

  @Test
  void callers_shareTheLimit_andTakeTurns() {
    start("titan-embed-text-v2", List.of("a", "b", "c", "d"));
    start("titan-embed-text-v2", List.of("x"));
    assertThat(bedrock.calls).hasSize(2);
    bedrock.answer(0, 1, 1);
    bedrock.answer(1, 1, 1);
    assertThat(bedrock.bodies().subList(2, 4))
        .containsExactly(
            "{\"inputText\":\"c\",\"normalize\":false}",
            "{\"inputText\":\"x\",\"normalize\":false}");
  }

  @Test
  void throttledRequest_isMadeAgain_andKeepsItsPlaceMeanwhile() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a", "b", "c"));
    bedrock.fail(0, new BedrockException(Kind.THROTTLING, "slow down", null));
    assertThat(bedrock.calls).hasSize(2);
    assertThat(observed).endsWith("retry us-east-1 THROTTLING PT1S");
    time.pass(Duration.ofMillis(999));
    assertThat(bedrock.calls).hasSize(2);
    time.pass(Duration.ofMillis(1));
    assertThat(bedrock.bodies().get(2)).contains("\"a\"");
    bedrock.answer(2, 1, 1);
    bedrock.answer(1, 1, 2);
    bedrock.answer(3, 1, 3);
    assertThat(result.join().vectors())
        .containsExactly(new float[] {1}, new float[] {2}, new float[] {3});
  }

  @Test
  void attempts_areCounted_andTheLastFailureIsTold() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a"));
    for (int i = 0; i < 3; i++) {
      bedrock.fail(i, new BedrockException(Kind.SERVICE_UNAVAILABLE, "busy", null));
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(bedrock.calls).hasSize(3);
    assertThat(failure(result).status()).isEqualTo(503);
    assertThat(observed).endsWith("failure UNAVAILABLE");
    assertThat(time.waiting()).isZero();
  }

  @Test
  void requests_goToFurtherPlaces_whereOneHasNoRoom_andNeverToAnotherModel() {
    InvokedRuntime other = new InvokedRuntime("us-west-2");
    Embedder pooled =
        new Embedder(
            embedder.attempts(),
            new PooledRouting(
                List.of(place(bedrock), place(other)),
                Map.of("titan-embed-text-v2:latest", List.of("cohere-embed-v4", "nova-lite")),
                time.clock()),
            new ParallelLimit(1));
    CompletableFuture<Embeddings> result = start(pooled, List.of("a", "b"));
    bedrock.fail(0, new BedrockException(Kind.THROTTLING, "slow down", null));
    assertThat(other.bodies()).hasSize(1).first().asString().contains("\"a\"");
    other.answer(0, 1, 1);
    assertThat(other.bodies()).as("the first place rests").hasSize(2);
    other.fail(1, new BedrockException(Kind.ACCESS_DENIED, "not yours", null));
    assertThat(bedrock.calls).hasSize(2);
    bedrock.fail(1, new BedrockException(Kind.THROTTLING, "slow down", null));
    time.pass(Duration.ofSeconds(1));
    assertThat(bedrock.calls).hasSize(3);
    bedrock.answer(2, 1, 2);
    assertThat(result.join().vectors()).containsExactly(new float[] {1}, new float[] {2});
    assertThat(other.calls).hasSize(2);
    assertThat(observed)
        .startsWith(
            "attempt us-east-1 amazon.titan-embed-text-v2:0 []",
            "retry us-east-1 THROTTLING PT0S",
            "attempt us-west-2 amazon.titan-embed-text-v2:0 []")
        .allMatch(what -> !what.contains("cohere") && !what.contains("nova"));
  }

  @Test
  void whereNoPlaceIsLeft_theFailureThatMayPassIsTold() {
    InvokedRuntime other = new InvokedRuntime("us-west-2");
    Embedder pooled =
        new Embedder(
            embedder.attempts().with(RetryPolicy.NONE),
            new PooledRouting(List.of(place(bedrock), place(other)), Map.of(), time.clock()),
            new ParallelLimit(1));
    CompletableFuture<Embeddings> result = start(pooled, List.of("a"));
    bedrock.fail(0, new BedrockException(Kind.THROTTLING, "slow down", null));
    other.fail(0, new BedrockException(Kind.ACCESS_DENIED, "not yours", null));
    assertThat(failure(result).status()).isEqualTo(429);
  }

  @Test
  void idsOfRequests_areToldToWhoeverAsks() {
    List<String> ids = new ArrayList<>();
    start(
        new EmbedCall("titan-embed-text-v2", List.of("a"), null, true, true),
        CallContext.NONE.withRequestIds(ids::add));
    bedrock.calls.get(0).options().requestId().accept("id-1");
    assertThat(ids).containsExactly("id-1");
  }

  private static Place place(InvokedRuntime runtime) {
    ModelCatalogue catalogue = ModelCatalogue.builtIn(runtime.region());
    return new Place(runtime.region(), runtime, () -> catalogue);
  }

  private CompletableFuture<Embeddings> start(Embedder pooled, List<String> texts) {
    EmbedModel model = EmbedModel.resolve("titan-embed-text-v2", CATALOGUE);
    EmbedCall call = new EmbedCall("titan-embed-text-v2", texts, null, true, false);
    return pooled.start(call, model, CallContext.NONE, new Observer());
  }

  @Test
  void refusal_endsTheCall_andItsOtherRequests() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a", "b", "c"));
    bedrock.fail(0, new BedrockException(Kind.ACCESS_DENIED, "not yours", null));
    assertThat(failure(result).status()).isEqualTo(403);
    assertThat(failure(result)).hasMessageContaining("for 'titan-embed-text-v2'");
    assertThat(bedrock.calls.get(1).answer()).isCancelled();
    assertThat(bedrock.calls).hasSize(2);
    assertThat(observed).containsOnlyOnce("failure ACCESS_DENIED").doesNotContain("cancel");
    assertThat(time.waiting()).isZero();
  }

  @Test
  void cancelledCall_endsItsRequests_andMakesNoFurther() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a", "b", "c"));
    result.cancel(true);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(bedrock.calls).allSatisfy(call -> assertThat(call.answer()).isCancelled());
    assertThat(observed).endsWith("cancel").doesNotContain("failure");
    assertThat(time.waiting()).isZero();
    assertThat(start("titan-embed-text-v2", List.of("x"))).isNotDone();
    assertThat(bedrock.calls).hasSize(3);
  }

  @Test
  void callThatIsCancelledBetweenAttempts_makesNoFurther() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a"));
    bedrock.fail(0, new BedrockException(Kind.THROTTLING, "slow down", null));
    result.cancel(true);
    assertThat(time.waiting()).isZero();
    time.pass(Duration.ofMinutes(1));
    assertThat(bedrock.calls).hasSize(1);
    start("titan-embed-text-v2", List.of("x", "y"));
    assertThat(bedrock.calls).hasSize(3);
  }

  @Test
  void silentBedrock_isNotAskedTwice() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a"));
    time.pass(Duration.ofSeconds(30));
    assertThat(failure(result).status()).isEqualTo(504);
    assertThat(bedrock.calls).hasSize(1);
    assertThat(bedrock.calls.get(0).answer()).isCompletedExceptionally();
  }

  @Test
  void wholeCall_hasALimit_thatWaitingForAPlaceCountsAgainst() {
    start("titan-embed-text-v2", List.of("a", "b"));
    CallContext inAHurry = CallContext.NONE.withTimeLimit(Duration.ofSeconds(10));
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("x"), inAHurry);
    time.pass(Duration.ofSeconds(9));
    assertThat(result).isNotDone();
    time.pass(Duration.ofSeconds(1));
    assertThat(failure(result)).hasMessage("the embeddings took longer than a call may take");
    assertThat(failure(result).status()).isEqualTo(504);
    assertThat(bedrock.calls).hasSize(2);
  }

  @Test
  void wait_thatTheCallHasNoTimeFor_isNotBegun() {
    CallContext inAHurry = CallContext.NONE.withTimeLimit(Duration.ofSeconds(1));
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("x"), inAHurry);
    bedrock.fail(0, new BedrockException(Kind.THROTTLING, "slow down", null));
    assertThat(failure(result).status()).isEqualTo(429);
  }

  @Test
  void longTimeLimit_doesNotWidenThatOfAllCalls() {
    CallContext patient = CallContext.NONE.withTimeLimit(Duration.ofDays(1));
    CompletableFuture<Embeddings> result = start("cohere-embed-v4", List.of("x"), patient);
    for (int i = 0; i < 2; i++) {
      bedrock.fail(i, new BedrockException(Kind.CONNECT, "down", null));
      time.pass(Duration.ofSeconds(29));
    }
    assertThat(result).isNotDone();
    time.pass(Duration.ofMinutes(2));
    assertThat(result).isCompletedExceptionally();
  }

  @Test
  void textWithTooManyTokens_isCutUntilItFits() {
    String text = "x".repeat(1_000);
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of(text));
    bedrock.fail(
        0,
        new BedrockException(
            Kind.VALIDATION,
            "400 Bad Request: Too many input tokens. Max input tokens: 80, request input token"
                + " count: 100",
            null));
    assertThat(bedrock.bodies().get(1)).contains("\"" + "x".repeat(760) + "\"");
    for (int i = 1; i < 3; i++) {
      bedrock.fail(i, new BedrockException(Kind.VALIDATION, "still too long", null));
    }
    assertThat(bedrock.bodies().get(3)).contains("\"" + "x".repeat(190) + "\"");
    bedrock.answer(3, 1, 5);
    assertThat(result.join().vectors()).containsExactly(new float[] {5});
  }

  @Test
  void cuts_takeNoAttemptsAway() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a b c"));
    bedrock.fail(0, new BedrockException(Kind.VALIDATION, "too long", null));
    for (int i = 1; i < 4; i++) {
      assertThat(result).isNotDone();
      bedrock.fail(i, new BedrockException(Kind.THROTTLING, "slow down", null));
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(bedrock.calls).hasSize(4);
    assertThat(failure(result).status()).isEqualTo(429);
  }

  @Test
  void callWithoutFurtherTexts_holdsUpNoOther() {
    start("titan-embed-text-v2", List.of("a"));
    start("titan-embed-text-v2", List.of("b"));
    start("titan-embed-text-v2", List.of("c"));
    assertThat(bedrock.calls).hasSize(2);
    bedrock.answer(0, 1, 1);
    assertThat(bedrock.bodies().get(2)).contains("\"c\"");
  }

  @Test
  void fatalError_endsTheCall_andIsPassedOn() {
    bedrock.broken = new OutOfMemoryError("a test");
    assertThatThrownBy(() -> start("titan-embed-text-v2", List.of("a")))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(observed).endsWith("failure INTERNAL");
  }

  @Test
  void timerThatIsClosed_endsTheCall() {
    Embedder closing =
        new Embedder(
            Attempts.DEFAULT.with(
                (task, delay) -> {
                  if (delay.compareTo(Duration.ofHours(1)) < 0) {
                    throw new RejectedExecutionException("closed");
                  }
                  return Scheduler.Cancellation.NONE;
                }),
            bedrock,
            new ParallelLimit(1));
    EmbedModel model = EmbedModel.resolve("titan-embed-text-v2", CATALOGUE);
    CompletableFuture<Embeddings> result =
        closing.start(
            new EmbedCall("titan-embed-text-v2", List.of("a"), null, true, true),
            model,
            CallContext.NONE,
            new Observer());
    assertThat(failure(result).kind()).isEqualTo(CallException.Kind.INTERNAL);
    assertThat(bedrock.calls.get(0).answer()).isCancelled();
  }

  @Test
  void textThatNeverFits_isRefusedInTheEnd() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("x".repeat(1_000)));
    for (int i = 0; i < 6; i++) {
      bedrock.fail(i, new BedrockException(Kind.VALIDATION, "too long", null));
    }
    assertThat(bedrock.calls).hasSize(6);
    assertThat(failure(result).status()).isEqualTo(400);
  }

  @Test
  void textWithTooManyTokens_thatMayNotBeCut_isRefusedInOllamasWords() {
    EmbedCall call = new EmbedCall("titan-embed-text-v2", List.of("a b c"), null, false, true);
    CompletableFuture<Embeddings> result = start(call, CallContext.NONE);
    bedrock.fail(0, new BedrockException(Kind.VALIDATION, "Too many input tokens.", null));
    assertThat(failure(result)).hasMessage("the input length exceeds the context length");
    assertThat(failure(result).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"ACCESS_DENIED", "MODEL_ERROR"})
  void wordsOfAnotherKindOfFailure_cutNothing(Kind kind) {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a b c"));
    bedrock.fail(0, new BedrockException(kind, "too long", null));
    assertThat(result).isCompletedExceptionally();
    assertThat(bedrock.calls).hasSize(1);
  }

  @Test
  void damagedAnswer_endsTheCall() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a"));
    bedrock.answerBody(0, 1, "{}");
    assertThat(failure(result).kind()).isEqualTo(CallException.Kind.BAD_ANSWER);
    assertThat(time.waiting()).isZero();
  }

  @Test
  void answerWithoutNumbers_isOllamasError() {
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a"));
    bedrock.answerBody(0, 1, "{\"embedding\":[1e39]}");
    assertThat(failure(result)).hasMessage("embedding contains NaN or Inf values");
  }

  @Test
  void whateverBedrocksSideThrows_endsTheCall() {
    bedrock.broken = new IllegalStateException("no client");
    CompletableFuture<Embeddings> result = start("titan-embed-text-v2", List.of("a"));
    assertThat(failure(result).kind()).isEqualTo(CallException.Kind.INTERNAL);
    assertThat(failure(result)).hasMessage("internal error; please try again");
    bedrock.broken = null;
    CompletableFuture<Embeddings> next = start("titan-embed-text-v2", List.of("a", "b"));
    assertThat(bedrock.calls).hasSize(2);
    bedrock.calls.get(0).answer().completeExceptionally(new IllegalStateException("odd"));
    assertThat(failure(next).kind()).isEqualTo(CallException.Kind.INTERNAL);
  }

  @Test
  void request_saysHowItIsSent() {
    CallContext context = CallContext.NONE.on(Runnable::run);
    start("titan-embed-text-v2", List.of("a"), context);
    assertThat(bedrock.calls.get(0).options().eventLoop()).isSameAs(context.eventLoop());
    assertThat(bedrock.calls.get(0).options().connectTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  private CompletableFuture<Embeddings> start(String model, List<String> texts) {
    return start(model, texts, CallContext.NONE);
  }

  private CompletableFuture<Embeddings> start(
      String model, List<String> texts, CallContext context) {
    return start(new EmbedCall(model, texts, null, true, false), context);
  }

  private CompletableFuture<Embeddings> start(EmbedCall call, CallContext context) {
    EmbedModel model = EmbedModel.resolve(call.model(), CATALOGUE);
    return embedder.start(call, model, context, new Observer());
  }

  private static CallException failure(CompletableFuture<Embeddings> result) {
    CompletionException thrown = catchThrowableOfType(CompletionException.class, result::join);
    assertThat(thrown).hasCauseInstanceOf(CallException.class);
    return (CallException) thrown.getCause();
  }

  private final class Observer implements CallObservation {
    @Override
    public void onAttempt(
        String target, String modelId, String baseModelId, List<String> warnings) {
      observed.add("attempt " + target + " " + modelId + " " + warnings);
    }

    @Override
    public void onRetry(String target, BedrockException failure, Duration delay) {
      observed.add("retry " + target + " " + failure.kind() + " " + delay);
    }

    @Override
    public void onComplete(AnswerEnd end) {
      observed.add(
          "complete " + end.stopReason() + " " + end.usage().inputTokens() + " " + end.streamed());
    }

    @Override
    public void onFailure(CallException failure) {
      observed.add("failure " + failure.kind());
    }

    @Override
    public void onCancel() {
      observed.add("cancel");
    }
  }
}
