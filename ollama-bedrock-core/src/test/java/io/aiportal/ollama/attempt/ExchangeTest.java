package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final BedrockException THROTTLED = failure(Kind.THROTTLING);
  private static final TimeLimits LIMITS =
      new TimeLimits(SECOND, Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ofHours(1));

  private final ManualScheduler time = new ManualScheduler();
  private final RecordingReader reader = new RecordingReader();
  private final ScriptedRuntime bedrock = new ScriptedRuntime("eu-west-2");
  private final List<String> observed = new ArrayList<>();
  private CallObservation observation = noting();
  private double random = 1;
  private RetryPolicy policy =
      new RetryPolicy(3, Duration.ofMillis(200), SECOND, Duration.ofSeconds(20));

  // --- the answer ------------------------------------------------------------------------------

  @Test
  void answer_isPassedOnAndEndsOnce() {
    start(bedrock.then(ExchangeTest::answerWhole));
    assertThat(reader.heard)
        .containsExactly(
            "open",
            "start",
            "read",
            "text Hi",
            "read",
            "block end",
            "read",
            "end END_TURN",
            "complete");
    assertThat(observed).containsExactly("attempt eu-west-2 m []", "complete");
    assertThat(bedrock.call(0).isCancelled()).isFalse();
    assertThat(time.waiting()).isZero();
  }

  @Test
  void streamThatEndsWithoutMessageStop_isAnErrorAndIsCancelled() {
    start(
        bedrock.then(
            call -> {
              call.event(new MessageStart());
              call.listener.onEnd();
            }));
    assertThat(reader.error).hasMessageContaining("incomplete");
    assertThat(bedrock.call(0).isCancelled()).isTrue();
    assertThat(reader.ends()).isOne();
  }

  @Test
  void connectionLostAfterTheMessage_losesNothing() {
    start(
        bedrock.then(
            call -> {
              call.event(new MessageStart()).event(new MessageStop(StopReason.END_TURN));
              call.listener.onError(failure(Kind.CONNECTION));
            }));
    assertThat(reader.heard).contains("complete").doesNotContain("error");
  }

  @Test
  void otherFailureAfterTheMessage_isTold() {
    start(
        bedrock.then(
            call -> {
              call.event(new MessageStart()).event(new MessageStop(StopReason.END_TURN));
              call.listener.onError(failure(Kind.INTERNAL_SERVER));
            }));
    assertThat(reader.heard).contains("error").doesNotContain("complete");
  }

  @Test
  void whatComesAfterTheEnd_isIgnored() {
    start(bedrock.then(ExchangeTest::answerWhole));
    List<String> before = List.copyOf(reader.heard);
    bedrock.call(0).event(new TextDelta(0, "more"));
    bedrock.call(0).listener.onEnd();
    bedrock.call(0).listener.onError(THROTTLED);
    assertThat(reader.heard).isEqualTo(before);
  }

  @Test
  void planThatCannotStream_isAskedWhole() {
    run(List.of(target(bedrock, "m", false)), PlanRepair.NOOP, Attempts.Mode.STREAMED);
    bedrock.wholeCalls.get(0).complete(whole());
    assertThat(reader.heard)
        .containsExactly("open", "start", "text Hi", "block end", "end END_TURN", "complete");
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void wholeCall_isNotStreamed() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    assertThat(bedrock.calls).isEmpty();
    bedrock.wholeCalls.get(0).complete(whole());
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void wholeCallThatFails_isTriedAgain() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(THROTTLED);
    time.pass(SECOND);
    bedrock.wholeCalls.get(1).complete(whole());
    assertThat(reader.heard).contains("complete").doesNotContain("error");
  }

  @Test
  void wholeCallThatThrowsSomethingElse_isAnInternalError() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(new IllegalStateException("oops"));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
    assertThat(reader.error.getMessage()).doesNotContain("oops");
  }

  // --- trying again ----------------------------------------------------------------------------

  @Test
  void throttledAttempt_isMadeAgainAfterAWait() {
    start(bedrock.thenFail(THROTTLED).then(ExchangeTest::answerWhole));
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
    start(bedrock.thenFail(THROTTLED).thenFail(THROTTLED).then(ExchangeTest::answerWhole));
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
    start(bedrock.thenFail(failure(kind)).then(ExchangeTest::answerWhole));
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
            .then(ExchangeTest::answerWhole));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void retryAfter_isWaitedFor() {
    start(bedrock.thenFail(throttledFor(Duration.ofSeconds(7))).then(ExchangeTest::answerWhole));
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
  void wholeAnswerThatBrokeOff_isNotAskedForAgain() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(failure(Kind.CONNECTION));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.wholeCalls).hasSize(1);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void wholeCallThatWasNeverSent_isTriedAgain() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(failure(Kind.CONNECT));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.wholeCalls).hasSize(2);
  }

  @Test
  void retryAfterThatIsTooLong_isPassedOnAtOnce() {
    start(bedrock.thenFail(throttledFor(Duration.ofSeconds(21))).then(ExchangeTest::answerWhole));
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

  // --- elsewhere -------------------------------------------------------------------------------

  @Test
  void otherPlaces_areTriedBeforeWaiting() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").then(ExchangeTest::answerWhole);
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
            target(bedrock.thenFail(THROTTLED).then(ExchangeTest::answerWhole), "m", true),
            target(second, "eu.m", true)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(1);
    time.pass(SECOND);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void placeWithoutAccess_leavesTheRetryToTheOther() {
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").thenFail(failure(Kind.ACCESS_DENIED));
    run(
        List.of(
            target(bedrock.thenFail(THROTTLED).then(ExchangeTest::answerWhole), "m", true),
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
        new ScriptedRuntime("eu-west-1").thenFail(THROTTLED).then(ExchangeTest::answerWhole);
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
    ScriptedRuntime second = new ScriptedRuntime("eu-west-1").then(ExchangeTest::answerWhole);
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
            bedrock,
            () -> {
              throw reason;
            });
    run(List.of(refusing), PlanRepair.NOOP, Attempts.Mode.STREAMED);
    assertThat(reader.error).isSameAs(reason);
    assertThat(bedrock.calls).isEmpty();
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
    ScriptedRuntime second = new ScriptedRuntime("b").then(ExchangeTest::answerWhole);
    Pool pool =
        new Pool(
            List.of(target(bedrock.thenFail(THROTTLED), "m", true), target(second, "m", true)));
    run(pool, PlanRepair.NOOP, Attempts.Mode.STREAMED, CallContext.NONE);
    assertThat(reader.heard).contains("complete");
    pool.resting.addAll(pool.all);
    RecordingReader late = new RecordingReader();
    attempts()
        .start(
            "m",
            pool,
            PlanRepair.NOOP,
            Attempts.Mode.STREAMED,
            CallContext.NONE,
            CallObservation.NOOP,
            late,
            late);
    assertThat(late.error.kind()).isEqualTo(CallException.Kind.UNAVAILABLE);
  }

  // --- repairs ---------------------------------------------------------------------------------

  /** What was learned of a model needs one class, and nothing here. */
  @Test
  void learnedRepair_isOneClassAndWaitsForNothing() {
    class Learned implements PlanRepair {
      @Override
      public Plan repair(FailedAttempt failed) {
        return String.valueOf(failed.failure().getMessage()).contains("topP")
            ? plan("repaired", true)
            : null;
      }
    }
    BedrockException refusal = new BedrockException(Kind.VALIDATION, "topP is not taken", null);
    run(
        List.of(target(bedrock.thenFail(refusal).then(ExchangeTest::answerWhole), "m", true)),
        new Learned(),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.call(1).request.modelId()).isEqualTo("repaired");
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void repairs_areThreeAtMost() {
    BedrockException refusal = failure(Kind.VALIDATION);
    for (int i = 0; i < 10; i++) {
      bedrock.thenFail(refusal);
    }
    int[] made = {0};
    run(
        List.of(target(bedrock, "m", true)),
        failed -> plan("repair" + ++made[0], true),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(4);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void repairThatWasRefusedBefore_isNotMadeAgain() {
    bedrock.thenFail(failure(Kind.VALIDATION)).thenFail(failure(Kind.VALIDATION));
    run(List.of(target(bedrock, "m", true)), failed -> plan("same", true), Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void throttling_isNoRefusalToRepair() {
    run(
        List.of(target(bedrock.thenFail(THROTTLED), "m", true)),
        failed -> plan("repaired", true),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(1);
    time.pass(SECOND);
    assertThat(bedrock.call(1).request.modelId()).isEqualTo("m");
  }

  // --- time ------------------------------------------------------------------------------------

  @Test
  void silenceBeforeTheFirstEvent_endsTheCallWithoutAnotherTry() {
    start(bedrock);
    time.pass(Duration.ofSeconds(59));
    assertThat(reader.error).isNull();
    time.pass(SECOND);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.TIMEOUT);
    assertThat(bedrock.call(0).isCancelled()).isTrue();
    assertThat(bedrock.calls).hasSize(1);
    assertThat(time.waiting()).isZero();
  }

  @Test
  void silenceBetweenEvents_endsTheCall() {
    start(bedrock);
    time.pass(Duration.ofSeconds(50));
    bedrock.call(0).event(new MessageStart());
    time.pass(Duration.ofSeconds(35));
    bedrock.call(0).event(new TextDelta(0, "Hi"));
    time.pass(Duration.ofSeconds(39));
    assertThat(reader.error).isNull();
    time.pass(Duration.ofSeconds(11));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.TIMEOUT);
    assertThat(bedrock.call(0).isCancelled()).isTrue();
  }

  @Test
  void silenceThatTheReaderWants_isNone() {
    start(bedrock);
    bedrock.call(0).event(new MessageStart());
    reader.flow.pause();
    time.pass(Duration.ofMinutes(5));
    assertThat(reader.error).isNull();
    reader.flow.resume();
    time.pass(Duration.ofSeconds(51));
    assertThat(reader.error).isNotNull();
  }

  @Test
  void wholeCall_hasALimitOfItsOwn() {
    CallContext context = new CallContext(null, Duration.ofSeconds(3), null, Map.of());
    run(
        Targets.inOrder(List.of(target(bedrock, "m", true))),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED,
        context);
    bedrock.call(0).event(new MessageStart());
    time.pass(Duration.ofSeconds(3));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.TIMEOUT);
    assertThat(bedrock.call(0).isCancelled()).isTrue();
  }

  @Test
  void limitOfTheCaller_isNoLongerThanThatOfTheAttempts() {
    CallContext context = new CallContext(null, Duration.ofDays(1), null, Map.of());
    run(
        Targets.inOrder(List.of(target(bedrock, "m", true))),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED,
        context);
    bedrock.call(0).event(new MessageStart());
    reader.flow.pause();
    time.pass(Duration.ofHours(1));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.TIMEOUT);
  }

  // --- cancelling and steering -----------------------------------------------------------------

  @Test
  void cancel_reachesBedrockAndTellsNobody() {
    start(bedrock);
    bedrock.call(0).event(new MessageStart());
    List<String> before = List.copyOf(reader.heard);
    reader.flow.cancel();
    reader.flow.cancel();
    assertThat(bedrock.call(0).isCancelled()).isTrue();
    bedrock.call(0).event(new TextDelta(0, "late"));
    bedrock.call(0).listener.onError(failure(Kind.CONNECTION));
    time.pass(Duration.ofHours(2));
    assertThat(observed).containsExactly("attempt eu-west-2 m []", "cancel");
    assertThat(reader.heard).isEqualTo(before);
    assertThat(time.waiting()).isZero();
  }

  @Test
  void cancelWhileWaiting_makesNoFurtherAttempt() {
    start(bedrock.thenFail(THROTTLED).then(ExchangeTest::answerWhole));
    reader.flow.cancel();
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.ends()).isZero();
  }

  @Test
  void cancelBeforeTheAttempt_asksNobody() {
    reader.trouble =
        what -> {
          if (what.equals("open")) {
            reader.flow.cancel();
          }
        };
    start(bedrock.then(ExchangeTest::answerWhole));
    assertThat(bedrock.calls).isEmpty();
    assertThat(reader.ends()).isZero();
    assertThat(time.waiting()).isZero();
    assertThat(observed).containsExactly("cancel");
  }

  /** A listener that waits for a lock must not hold up whoever cancels while holding it. */
  @Test
  void cancelWhileTheListenerIsBusy_doesNotWaitForIt() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    reader.trouble =
        what -> {
          if (what.equals("text Hi")) {
            busy.countDown();
            await(cancelled);
          }
        };
    Thread bringing = new Thread(() -> start(bedrock.then(ExchangeTest::answerWhole)));
    bringing.start();
    await(busy);
    reader.flow.abort(CallException.badAnswer("enough"));
    cancelled.countDown();
    bringing.join();
    assertThat(reader.error).hasMessage("enough");
    assertThat(reader.heard).endsWith("text Hi", "error");
    assertThat(bedrock.call(0).isCancelled()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cancelOfAWholeCall_reachesBedrock() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    reader.flow.cancel();
    assertThat(bedrock.wholeCalls.get(0)).isCancelled();
    assertThat(reader.ends()).isZero();
  }

  @Test
  void abort_reachesBedrockAndTellsWhyOnce() {
    start(bedrock);
    bedrock.call(0).event(new MessageStart());
    CallException reason = CallException.overloaded("shutting down", SECOND);
    reader.flow.abort(reason);
    reader.flow.abort(CallException.badAnswer("later"));
    assertThat(reader.error).isSameAs(reason);
    assertThat(reader.ends()).isOne();
    assertThat(bedrock.call(0).isCancelled()).isTrue();
  }

  @Test
  void abortOfAWholeCall_tellsItsReasonAndNotTheCancellation() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    CallException reason = CallException.overloaded("shutting down", SECOND);
    reader.flow.abort(reason);
    assertThat(bedrock.wholeCalls.get(0)).isCancelled();
    assertThat(reader.error).isSameAs(reason);
    assertThat(reader.ends()).isOne();
  }

  @Test
  void abortAfterTheEnd_isNothing() {
    start(bedrock.then(ExchangeTest::answerWhole));
    reader.flow.abort(CallException.badAnswer("late"));
    assertThat(reader.heard).doesNotContain("error");
  }

  @Test
  void pauseAndResume_reachTheStream() {
    start(bedrock);
    reader.flow.pause();
    reader.flow.resume();
    reader.flow.pause();
    assertThat(bedrock.call(0).steering).containsExactly("pause", "resume", "pause");
  }

  @Test
  void pauseBeforeTheAttempt_holdsForIt() {
    start(bedrock.thenFail(THROTTLED));
    reader.flow.pause();
    time.pass(SECOND);
    assertThat(bedrock.call(1).steering).containsExactly("pause");
  }

  @Test
  void manyThatSteer_endWithWhatWasWantedLast() throws Exception {
    start(bedrock);
    for (int round = 0; round < 200; round++) {
      Thread pausing = new Thread(() -> reader.flow.pause());
      Thread resuming = new Thread(() -> reader.flow.resume());
      pausing.start();
      resuming.start();
      pausing.join();
      resuming.join();
      reader.flow.resume();
      List<String> steering = bedrock.call(0).steering;
      assertThat(steering.get(steering.size() - 1)).isEqualTo("resume");
    }
  }

  @Test
  void eventLoopAndConnectLimit_reachTheTransport() {
    Executor loop = Runnable::run;
    run(
        Targets.inOrder(List.of(target(bedrock, "m", true))),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED,
        CallContext.NONE.on(loop));
    assertThat(bedrock.call(0).options.eventLoop()).isSameAs(loop);
    assertThat(bedrock.call(0).options.connectTimeout()).isEqualTo(LIMITS.connect());
  }

  // --- whatever is thrown ----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"open", "start", "text Hi", "read", "end END_TURN"})
  void whoeverThrows_endsTheCallOnceAndStopsBedrock(String where) {
    reader.trouble =
        what -> {
          if (what.equals(where)) {
            throw new IllegalStateException("a secret prompt");
          }
        };
    start(bedrock.then(ExchangeTest::answerWhole));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
    assertThat(reader.error.getMessage()).isEqualTo("internal error; please try again");
    assertThat(reader.ends()).isOne();
    assertThat(bedrock.calls.stream().allMatch(ScriptedRuntime.Call::isCancelled)).isTrue();
    assertThat(time.waiting()).isZero();
  }

  @Test
  void throwingAtTheEnd_tellsNoSecondEnd() {
    throwAt("complete", new IllegalStateException());
    start(bedrock.then(ExchangeTest::answerWhole));
    assertThat(reader.ends()).isOne();
  }

  @Test
  void throwingAtTheError_goesNoFurther() {
    throwAt("error", new IllegalStateException());
    start(bedrock.thenFail(failure(Kind.VALIDATION)));
    assertThat(reader.ends()).isOne();
    assertThat(observed).contains("failure");
  }

  @Test
  void stackOverflow_isAnErrorLikeAnyOther() {
    throwAt("text Hi", new StackOverflowError());
    start(bedrock.then(ExchangeTest::answerWhole));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
  }

  @Test
  void fatalError_endsTheCallAndGoesOn() {
    throwAt("text Hi", new OutOfMemoryError());
    assertThatThrownBy(() -> start(bedrock.then(ExchangeTest::answerWhole)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(reader.ends()).isOne();
    assertThat(bedrock.call(0).isCancelled()).isTrue();
  }

  @Test
  void throwingRepairTargetsAndRuntime_endTheCall() {
    run(
        List.of(target(bedrock.thenFail(failure(Kind.VALIDATION)), "m", true)),
        failed -> {
          throw new IllegalStateException();
        },
        Attempts.Mode.STREAMED);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
    RecordingReader other = new RecordingReader();
    attempts()
        .start(
            "m",
            failed -> {
              throw new IllegalStateException();
            },
            PlanRepair.NOOP,
            Attempts.Mode.STREAMED,
            CallContext.NONE,
            CallObservation.NOOP,
            other,
            other);
    assertThat(other.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
  }

  @Test
  void throwingObserver_hasNoSay() {
    observation =
        new CallObservation() {
          @Override
          public void onAttempt(String target, String modelId, List<String> warnings) {
            throw new IllegalStateException();
          }

          @Override
          public void onComplete(AnswerEnd end) {
            throw new IllegalStateException();
          }
        };
    start(bedrock.then(ExchangeTest::answerWhole));
    assertThat(reader.heard).contains("complete").doesNotContain("error");
  }

  // --- helpers ---------------------------------------------------------------------------------

  private void throwAt(String where, Throwable trouble) {
    reader.trouble =
        what -> {
          if (what.equals(where)) {
            sneak(trouble);
          }
        };
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable trouble) throws T {
    throw (T) trouble;
  }

  private void start(ScriptedRuntime runtime) {
    run(List.of(target(runtime, "m", true)), PlanRepair.NOOP, Attempts.Mode.STREAMED);
  }

  private void run(List<Target> targets, PlanRepair repair, Attempts.Mode mode) {
    run(Targets.inOrder(targets), repair, mode, CallContext.NONE);
  }

  private void run(Targets targets, PlanRepair repair, Attempts.Mode mode, CallContext context) {
    attempts().start("name", targets, repair, mode, context, observation, reader, reader);
  }

  private Attempts attempts() {
    return new Attempts(policy, LIMITS, time, time.clock(), () -> random);
  }

  private CallObservation noting() {
    return new CallObservation() {
      @Override
      public void onAttempt(String target, String modelId, List<String> warnings) {
        observed.add("attempt " + target + " " + modelId + " " + warnings);
      }

      @Override
      public void onRetry(String target, BedrockException failure, Duration delay) {
        observed.add("retry " + target + " " + failure.kind() + " " + delay);
      }

      @Override
      public void onComplete(AnswerEnd end) {
        observed.add("complete");
      }

      @Override
      public void onFailure(CallException failure) {
        observed.add("failure");
      }

      @Override
      public void onCancel() {
        observed.add("cancel");
      }
    };
  }

  private static void answerWhole(ScriptedRuntime.Call call) {
    call.event(new MessageStart())
        .event(new TextDelta(0, "Hi"))
        .event(new MessageStop(StopReason.END_TURN))
        .event(new Metadata(new TokenUsage(1, 2, 0, 0), 3));
  }

  private static ConverseResponse whole() {
    return new ConverseResponse(
        List.of(new ContentBlock.Text("Hi")), StopReason.END_TURN, new TokenUsage(1, 2, 0, 0), 3);
  }

  private static Target target(ScriptedRuntime runtime, String modelId, boolean streaming) {
    return Target.of(runtime, plan(modelId, streaming));
  }

  private static Plan plan(String modelId, boolean streaming) {
    ConverseRequest request =
        new ConverseRequest(
            modelId,
            List.of(
                new ConverseMessage(
                    ConversationRole.USER, List.of(new ContentBlock.Text("Hello")))),
            List.of(),
            InferenceConfiguration.NONE,
            null,
            Map.of(),
            List.of(),
            Map.of(),
            null);
    return new Plan(request, streaming, AnswerShape.PLAIN, List.of());
  }

  private static BedrockException failure(Kind kind) {
    return new BedrockException(kind, "as told", null);
  }

  private static BedrockException throttledFor(Duration wait) {
    return new BedrockException(
        Kind.THROTTLING, "ThrottlingException", 429, "slow down", "id", wait, null);
  }
}
