package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the caller hears of a call, and how the caller steers it. */
class ExchangeTest extends ExchangeFixture {

  private static final String PASSED_OVER =
      "warning the model answered without the tool that it had to call";

  @Test
  void answer_isPassedOnAndEndsOnce() {
    start(bedrock.then(ExchangeFixture::answerWhole));
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
              call.event(new MessageStart()).event(new TextDelta(0, "Hi"));
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
    start(bedrock.then(ExchangeFixture::answerWhole));
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
    start(bedrock.thenFail(THROTTLED).then(ExchangeFixture::answerWhole));
    reader.flow.cancel();
    assertThat(time.waiting()).isZero();
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
    start(bedrock.then(ExchangeFixture::answerWhole));
    assertThat(bedrock.calls).isEmpty();
    assertThat(reader.ends()).isZero();
    assertThat(time.waiting()).isZero();
    assertThat(observed).containsExactly("cancel");
  }

  /** Whoever cancels may come while a timer is set, and before there is anything to call off. */
  @Test
  void cancelWhileATimerIsSet_leavesNoTimerAndAsksForNothing() {
    int[] asked = {0};
    Asked counting =
        new Asked(
            "name",
            () -> {
              asked[0]++;
              return CompletableFuture.completedFuture(CALL);
            },
            Targets.inOrder(List.of(target(bedrock.thenFail(THROTTLED), "m", true))),
            PlanRepair.NOOP,
            CallRepair.NOOP,
            target -> AnswerTap.NOOP);
    attemptsThatCancelAtTimer(1)
        .start(counting, Attempts.Mode.STREAMED, CallContext.NONE, observation, reader, reader);
    assertThat(time.waiting()).isZero();
    assertThat(asked[0]).isZero();
    assertThat(observed).containsExactly("cancel");
  }

  @Test
  void cancelWhileTheNextAttemptIsPutOff_leavesNoTimer() {
    // The timers before it are those of the whole call and of the first event.
    attemptsThatCancelAtTimer(3)
        .start(
            Asked.of(
                CALL,
                Targets.inOrder(List.of(target(bedrock.thenFail(THROTTLED), "m", true))),
                PlanRepair.NOOP),
            Attempts.Mode.STREAMED,
            CallContext.NONE,
            observation,
            reader,
            reader);
    assertThat(observed).endsWith("retry eu-west-2 THROTTLING PT1S", "cancel");
    assertThat(time.waiting()).isZero();
    assertThat(bedrock.calls).hasSize(1);
  }

  private Attempts attemptsThatCancelAtTimer(int number) {
    int[] set = {0};
    return attempts()
        .with(
            (Scheduler)
                (task, delay) -> {
                  Scheduler.Cancellation timer = time.schedule(task, delay);
                  if (++set[0] == number) {
                    reader.flow.cancel();
                  }
                  return timer;
                });
  }

  @Test
  void cancelBeforeTheStreamIsOpen_endsItWhenItOpens() {
    reader.trouble =
        what -> {
          if (what.equals("start")) {
            reader.flow.cancel();
          }
        };
    start(bedrock);
    assertThat(bedrock.call(0).isCancelled()).isTrue();
    assertThat(time.waiting()).isZero();
  }

  @Test
  void cancelBeforeAnythingIsSent_sendsNothing() {
    observation =
        new CallObservation() {
          @Override
          public void onAttempt(
              String target, String modelId, String baseModelId, List<String> warnings) {
            reader.flow.cancel();
          }
        };
    start(bedrock);
    assertThat(bedrock.calls).isEmpty();
    assertThat(reader.heard).containsExactly("open");
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
    Thread bringing = new Thread(() -> start(bedrock.then(ExchangeFixture::answerWhole)));
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
  void usageSoFar_isGuessedUntilBedrockTellsIt() {
    start(bedrock);
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 1, null, 0));
    bedrock.call(0).event(new MessageStart()).event(new TextDelta(0, "x".repeat(40)));
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 10, null, 0));
    reader.flow.cancel();
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 10, null, 0));
  }

  @Test
  void usageSoFar_ofAnAnswerThatWasCounted_isItsUsage() {
    start(bedrock.then(ExchangeFixture::answerWhole));
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 2, 0, 0));
  }

  @Test
  void usageSoFar_ofAnAbortedCall_isThatOfItsLastAttempt() {
    start(bedrock);
    bedrock.call(0).event(new MessageStart()).event(new TextDelta(0, "x".repeat(40)));
    reader.flow.abort(CallException.badAnswer("enough"));
    reader.flow.abort(CallException.badAnswer("later"));
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 10, null, 0));
  }

  @Test
  void usageSoFar_ofARefusedCall_isNothing() {
    start(bedrock.thenFail(failure(Kind.VALIDATION)));
    assertThat(reader.flow.usageSoFar()).isEqualTo(TokenUsage.NONE);
  }

  @Test
  void usageSoFar_whileTheNextAttemptIsPutOff_isNothing() {
    start(bedrock.thenFail(THROTTLED));
    assertThat(reader.flow.usageSoFar()).isEqualTo(TokenUsage.NONE);
  }

  @Test
  void usageSoFar_ofACallThatBedrockTookAndNeverAnswered_isItsPrompt() {
    start(bedrock.thenFail(failure(Kind.TIMEOUT)));
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 1, null, 0));
  }

  @Test
  void usageSoFar_ofAWholeAnswer_isNotKnownBeforeItIsThere() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    assertThat(reader.flow.usageSoFar()).isNull();
    bedrock.wholeCalls.get(0).complete(whole());
    assertThat(reader.flow.usageSoFar()).isEqualTo(new TokenUsage(1, 2, 0, 0));
  }

  @Test
  void usageSoFar_ofARefusedWholeCall_isNothing() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(failure(Kind.VALIDATION));
    assertThat(reader.flow.usageSoFar()).isEqualTo(TokenUsage.NONE);
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
    start(bedrock.then(ExchangeFixture::answerWhole));
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
  void streamThatThrowsWhenSteered_isSteeredAgain() {
    start(bedrock.then(call -> call.trouble = new IllegalStateException()));
    assertThatThrownBy(() -> reader.flow.pause()).isInstanceOf(IllegalStateException.class);
    reader.flow.resume();
    assertThat(bedrock.call(0).steering).containsExactly("pause", "resume");
  }

  @Test
  void warnings_areToldBeforeAnyContent() {
    Plan plan = plan("m", true).withWarning("top_k has no effect");
    run(
        List.of(Target.of(bedrock.then(ExchangeFixture::answerWhole), plan)),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED);
    assertThat(reader.heard).startsWith("open", "warning top_k has no effect", "start");
  }

  /** Bedrock goes on to the end, and is paid for, unless it is told. */
  @Test
  void stopThatIsFoundHere_endsTheStream_andItsUsageIsGuessed() {
    Plan plan = plan("m", true);
    Plan stopping =
        new Plan(
            plan.request(),
            true,
            AnswerShape.PLAIN.withStopSequences(List.of("END")),
            List.of(),
            null);
    run(List.of(Target.of(bedrock, stopping)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.call(0).event(new MessageStart()).event(new TextDelta(0, "Hi END of it"));
    assertThat(reader.heard).contains("text Hi ", "complete");
    assertThat(bedrock.call(0).isCancelled()).isTrue();
    assertThat(reader.end.usageEstimated()).isTrue();
    assertThat(reader.end.usage().inputTokens()).isOne();
  }

  @Test
  void countThatNeverCame_isGuessed() {
    start(
        bedrock.then(
            call -> {
              call.event(new MessageStart()).event(new TextDelta(0, "Hello there"));
              call.event(new MessageStop(StopReason.END_TURN)).listener.onEnd();
            }));
    assertThat(reader.end.usageEstimated()).isTrue();
    assertThat(reader.end.usage().inputTokens()).isOne();
    assertThat(reader.end.usage().outputTokens()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"END_TURN", "TOOL_USE", "MAX_TOKENS"})
  void toolThatHadToBeCalled_andWasNot_isWarnedOf(StopReason stop) {
    for (ToolChoice choice : List.of(new ToolChoice.Any(), new ToolChoice.Tool("f"))) {
      RecordingReader heard = answerOfAPlan(choice, stop);
      assertThat(heard.heard.contains(PASSED_OVER)).isEqualTo(stop == StopReason.END_TURN);
      assertThat(heard.heard).endsWith("complete");
    }
    assertThat(answerOfAPlan(new ToolChoice.Auto(), stop).heard).doesNotContain(PASSED_OVER);
    assertThat(answerOfAPlan(null, stop).heard).doesNotContain(PASSED_OVER);
  }

  private RecordingReader answerOfAPlan(@Nullable ToolChoice choice, StopReason stop) {
    reader.heard.clear();
    ConverseRequest request = plan("m", true).request();
    ToolSpecification tool = new ToolSpecification("f", null, Map.of("type", "object"));
    Plan plan =
        new Plan(
            new ConverseRequest(
                "m",
                request.messages(),
                List.of(),
                request.inferenceConfig(),
                new ToolConfiguration(List.of(tool), choice),
                Map.of(),
                List.of(),
                Map.of(),
                null),
            true,
            AnswerShape.PLAIN,
            List.of(),
            null);
    ScriptedRuntime runtime = new ScriptedRuntime("eu-west-2");
    runtime.then(
        call -> call.event(new MessageStart()).event(new MessageStop(stop)).listener.onEnd());
    run(List.of(Target.of(runtime, plan)), PlanRepair.NOOP, Attempts.Mode.STREAMED);
    return reader;
  }

  @Test
  void idOfTheRequest_isKnownOnceBedrockAnswers() {
    start(bedrock);
    assertThat(reader.flow.bedrockRequestId()).isNull();
    bedrock.call(0).requestId = "id-1";
    assertThat(reader.flow.bedrockRequestId()).isEqualTo("id-1");
    reader.flow.abort(CallException.badAnswer("enough"));
    assertThat(reader.flow.bedrockRequestId()).isNull();
  }

  @Test
  void idOfAWholeAnswer_isKnownWithIt() {
    run(List.of(target(bedrock, "m", false)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    assertThat(reader.flow.bedrockRequestId()).isNull();
    bedrock
        .wholeCalls
        .get(0)
        .complete(
            new ConverseResponse(
                List.of(), StopReason.END_TURN, new TokenUsage(1, 2, 0, 0), 3, Map.of(), "id-2"));
    assertThat(reader.flow.bedrockRequestId()).isEqualTo("id-2");
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
}
