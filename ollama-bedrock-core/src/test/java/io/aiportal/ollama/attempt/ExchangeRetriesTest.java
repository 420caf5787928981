package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.plan.Plan;
import io.aiportal.ollama.plan.Planner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a failed attempt is made again, and where. */
class ExchangeRetriesTest extends ExchangeFixture {

  @Test
  void throttledAttempt_isMadeAgainAfterAWait() {
    start(bedrock.thenFail(THROTTLED).then(ExchangeFixture::answerWhole));
    assertThat(bedrock.calls).hasSize(1);
    time.pass(SECOND.minusMillis(1));
    assertThat(bedrock.calls).hasSize(1);
    time.pass(Duration.ofMillis(1));
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard).contains("complete").doesNotContain("error");
    assertThat(observed)
        .containsExactly(
            "attempt eu-west-2 m []",
            "retry eu-west-2 THROTTLING PT1S",
            "attempt eu-west-2 m []",
            "complete");
  }

  @Test
  void waits_doubleAndAreJittered() {
    random = 0.5;
    start(bedrock.thenFail(THROTTLED).thenFail(THROTTLED).then(ExchangeFixture::answerWhole));
    time.pass(Duration.ofMillis(500));
    assertThat(bedrock.calls).hasSize(2);
    time.pass(Duration.ofMillis(999));
    assertThat(bedrock.calls).hasSize(2);
    time.pass(Duration.ofMillis(1));
    assertThat(bedrock.calls).hasSize(3);
  }

  @Test
  void attempts_areNoMoreThanThePolicyAllows() {
    start(bedrock.thenFail(THROTTLED).thenFail(THROTTLED).thenFail(THROTTLED));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.calls).hasSize(3);
    assertThat(reader.error.getCause()).isSameAs(THROTTLED);
    assertThat(reader.ends()).isOne();
    assertThat(time.waiting()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TIMEOUT", "MODEL_TIMEOUT", "VALIDATION", "ACCESS_DENIED", "CORRUPT", "CREDENTIALS"})
  void whatDoesNotPass_isFinal(Kind kind) {
    start(bedrock.thenFail(failure(kind)).then(ExchangeFixture::answerWhole));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.ends()).isOne();
  }

  @Test
  void failureAfterTheFirstEvent_isFinal() {
    start(
        bedrock
            .then(
                call -> {
                  call.event(new MessageStart());
                  call.listener.onError(THROTTLED);
                })
            .then(ExchangeFixture::answerWhole));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void retryAfter_isWaitedFor() {
    start(bedrock.thenFail(throttledFor(Duration.ofSeconds(7))).then(ExchangeFixture::answerWhole));
    time.pass(Duration.ofMillis(6_999));
    assertThat(bedrock.calls).hasSize(1);
    time.pass(Duration.ofMillis(1));
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void retryThatDoesNotFitTheTimeLimit_isNotWaitedFor() {
    CallContext context = new CallContext(null, Duration.ofSeconds(5), null, Map.of());
    run(
        Targets.inOrder(
            List.of(
                target(
                    bedrock
                        .thenFail(throttledFor(Duration.ofSeconds(4)))
                        .thenFail(throttledFor(Duration.ofSeconds(4))),
                    "m",
                    true))),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED,
        context);
    time.pass(Duration.ofSeconds(4));
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.THROTTLED);
    assertThat(reader.error.retryAfter()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void retryThatWouldBeginAtTheTimeLimit_isNotWaitedFor() {
    run(
        Targets.inOrder(
            List.of(target(bedrock.thenFail(throttledFor(Duration.ofSeconds(4))), "m", true))),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED,
        CallContext.NONE.withTimeLimit(Duration.ofSeconds(4)));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.THROTTLED);
    assertThat(time.waiting()).isZero();
  }

  @Test
  void wholeAnswerThatBrokeOff_isNotAskedForAgain() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(failure(Kind.BROKEN_OFF));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.wholeCalls).hasSize(1);
    assertThat(reader.error).hasMessageContaining("the connection to Amazon Bedrock broke");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"CONNECT", "CONNECTION"})
  void wholeCallWithoutAConnection_isTriedAgain_asOftenAsAStreamedOne(Kind kind) {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    for (int made = 1; made < policy.maxAttempts(); made++) {
      bedrock.wholeCalls.get(made - 1).completeExceptionally(failure(kind));
      time.pass(SECOND);
      assertThat(bedrock.wholeCalls).hasSize(made + 1);
    }
    bedrock.wholeCalls.get(2).completeExceptionally(failure(kind));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.wholeCalls).hasSize(3);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.CONNECTION);
    assertThat(reader.ends()).isOne();
  }

  @Test
  void wholeCallWithoutAConnection_isAnsweredByTheNextOne() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(failure(Kind.CONNECTION));
    time.pass(SECOND);
    bedrock.wholeCalls.get(1).complete(whole());
    assertThat(reader.heard).containsOnlyOnce("text Hi", "complete").doesNotContain("error");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TIMEOUT", "MODEL_TIMEOUT"})
  void wholeCallThatTookTooLong_isFinal(Kind kind) {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(failure(kind));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.wholeCalls).hasSize(1);
    assertThat(reader.ends()).isOne();
  }

  @Test
  void retryAfter_isWaitedForAsLongAsAnyWait() {
    start(
        bedrock.thenFail(throttledFor(Duration.ofSeconds(20))).then(ExchangeFixture::answerWhole));
    time.pass(Duration.ofSeconds(20));
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void defaultWaits_areJittered() {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waits.add(RetryPolicy.DEFAULT.delay(THROTTLED, 1, Attempts.DEFAULT.random()));
    }
    assertThat(new HashSet<>(waits)).hasSizeGreaterThan(1);
    assertThat(waits).allMatch(wait -> wait.compareTo(SECOND) <= 0);
  }

  @Test
  void retryAfterThatIsTooLong_isPassedOnAtOnce() {
    start(
        bedrock.thenFail(throttledFor(Duration.ofSeconds(21))).then(ExchangeFixture::answerWhole));
    assertThat(reader.error.retryAfter()).isEqualTo(Duration.ofSeconds(21));
    assertThat(time.waiting()).isZero();
  }

  @Test
  void lateSignalsOfAFailedAttempt_areIgnored() {
    start(bedrock.thenFail(THROTTLED));
    time.pass(SECOND);
    bedrock.call(0).event(new TextDelta(0, "ghost"));
    bedrock.call(0).listener.onEnd();
    answerWhole(bedrock.call(1));
    assertThat(reader.heard).contains("text Hi", "complete").doesNotContain("text ghost");
  }

  @Test
  void otherPlaces_areTriedBeforeWaiting() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").then(ExchangeFixture::answerWhole);
    run(
        List.of(target(bedrock.thenFail(THROTTLED), "m", true), target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(reader.heard).contains("complete");
    assertThat(observed).contains("retry eu-west-2 THROTTLING PT0S", "attempt eu-west-1 eu.m []");
  }

  @Test
  void afterAllPlaces_theFirstIsTriedAgainAfterAWait() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").thenFail(THROTTLED);
    run(
        List.of(
            target(bedrock.thenFail(THROTTLED).then(ExchangeFixture::answerWhole), "m", true),
            target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(1);
    time.pass(SECOND);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void afterAllPlaces_theyTakeTurns() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").thenFail(THROTTLED);
    ScriptedRuntime third = new ScriptedRuntime("eu-west-3").thenFail(THROTTLED);
    bedrock.thenFail(THROTTLED).thenFail(THROTTLED);
    run(
        List.of(
            target(bedrock, "m", true),
            target(second.then(ExchangeFixture::answerWhole), "m", true),
            target(third, "m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    time.pass(SECOND.multipliedBy(4));
    assertThat(reader.heard).contains("complete");
    assertThat(bedrock.calls).hasSize(2);
    assertThat(second.calls).hasSize(2);
    assertThat(third.calls).hasSize(1);
  }

  /** A page of a proxy on the way says nothing of the place. */
  @Test
  void failureOfTheWay_isTriedAgainAtTheSamePlace() {
    BedrockException page = new BedrockException(Kind.OTHER, "", 502, "", null, null, null);
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").then(ExchangeFixture::answerWhole);
    run(
        List.of(
            target(bedrock.thenFail(page).then(ExchangeFixture::answerWhole), "m", true),
            target(second, "m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    time.pass(SECOND);
    assertThat(reader.heard).contains("complete");
    assertThat(second.calls).isEmpty();
  }

  @Test
  void placeWithoutAccess_leavesTheRetryToTheOther() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").thenFail(failure(Kind.ACCESS_DENIED));
    run(
        List.of(
            target(bedrock.thenFail(THROTTLED).then(ExchangeFixture::answerWhole), "m", true),
            target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    time.pass(SECOND);
    assertThat(reader.heard).contains("complete");
    assertThat(second.calls).hasSize(1);
  }

  @Test
  void firstPlaceWithoutAccess_isNotTriedAgain() {
    ScriptedRuntime second =
        new ScriptedRuntime("eu-west-1").thenFail(THROTTLED).then(ExchangeFixture::answerWhole);
    run(
        List.of(
            target(bedrock.thenFail(failure(Kind.ACCESS_DENIED)), "m", true),
            target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    time.pass(SECOND);
    assertThat(reader.heard).contains("complete");
    assertThat(bedrock.calls).hasSize(1);
    assertThat(second.calls).hasSize(2);
  }

  @Test
  void whenNothingIsLeft_theReasonThatMayPassIsTold() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").thenFail(failure(Kind.ACCESS_DENIED));
    policy = policy.withMaxAttempts(1);
    run(
        List.of(target(bedrock.thenFail(THROTTLED), "m", true), target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(reader.error.getCause()).isSameAs(THROTTLED);
  }

  @Test
  void placesThatAllRefuse_areNotAskedTwice() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").thenFail(failure(Kind.ACCESS_DENIED));
    run(
        List.of(
            target(bedrock.thenFail(failure(Kind.RESOURCE_NOT_FOUND)), "m", true),
            target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(1);
    assertThat(second.calls).hasSize(1);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.ACCESS_DENIED);
    assertThatThrownBy(() -> Targets.inOrder(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusedRequest_isNotSentElsewhere() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").then(ExchangeFixture::answerWhole);
    run(
        List.of(
            target(bedrock.thenFail(failure(Kind.VALIDATION)), "m", true),
            target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(second.calls).isEmpty();
    assertThat(reader.error.getCause()).isInstanceOf(BedrockException.class);
  }

  @Test
  void placeThatRefusesToPlan_endsTheCallWithItsReason() {
    CallException reason = CallException.badRequest("the model cannot see images");
    Target refusing =
        new Target(
            "eu",
            "m",
            bedrock,
            call -> {
              throw reason;
            });
    run(List.of(refusing), PlanRepair.NOOP, Attempts.Mode.STREAMED);
    assertThat(reader.error).isSameAs(reason);
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void legacyModelThatIsRefused_isToldWithItsSuccessor() {
    Model old = ModelCatalogue.builtIn("eu-west-1").resolve("claude-sonnet-4.5").orThrow();
    BedrockException refusal =
        new BedrockException(
            Kind.ACCESS_DENIED, "Access denied. This Model is marked by provider as Legacy.", null);
    Plan plan = Planner.plan(ChatCall.of("claude-sonnet-4.5", List.of(Turn.user("Hi"))), old);
    run(
        List.of(Target.of(bedrock.thenFail(refusal), plan)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(reader.error).hasMessageContaining("use 'anthropic.claude-sonnet-4-6' instead");
  }

  @Test
  void placesThatAreChosenLate_areChosenOnce() {
    int[] chosen = {0};
    Targets late =
        new LaterTargets(
            () -> {
              chosen[0]++;
              return Targets.inOrder(
                  List.of(
                      target(
                          bedrock.thenFail(THROTTLED).then(ExchangeFixture::answerWhole),
                          "m",
                          true)));
            });
    assertThat(chosen[0]).isZero();
    run(late, PlanRepair.NOOP, Attempts.Mode.STREAMED, CallContext.NONE);
    time.pass(SECOND);
    assertThat(reader.heard).contains("complete");
    assertThat(bedrock.calls).hasSize(2);
    assertThat(chosen[0]).isOne();
  }

  /** A pool of places that remembers who throttled needs one class, and nothing here. */
  @Test
  void pool_isOneClass() {
    class Pool implements Targets {
      final List<Target> resting = new ArrayList<>();
      final List<Target> all;

      Pool(List<Target> all) {
        this.all = all;
      }

      @Override
      public Target next(List<FailedAttempt> failed) {
        failed.forEach(past -> resting.add(past.target()));
        return all.stream().filter(place -> !resting.contains(place)).findFirst().orElse(null);
      }
    }
    ScriptedRuntime second = new ScriptedRuntime("b").then(ExchangeFixture::answerWhole);
    Pool pool =
        new Pool(
            List.of(target(bedrock.thenFail(THROTTLED), "m", true), target(second, "m", true)));
    run(pool, PlanRepair.NOOP, Attempts.Mode.STREAMED, CallContext.NONE);
    assertThat(reader.heard).contains("complete");
    pool.resting.addAll(pool.all);
    RecordingReader late = new RecordingReader();
    attempts()
        .start(
            Asked.of(CALL, pool, PlanRepair.NOOP),
            Attempts.Mode.STREAMED,
            CallContext.NONE,
            CallObservation.NOOP,
            late,
            late);
    assertThat(late.error.kind()).isEqualTo(CallException.Kind.UNAVAILABLE);
  }
}
