package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that come to nothing, and that nobody has seen anything of, are asked for once more. */
class ExchangeLostAnswersTest extends ExchangeFixture {

  private static final TokenUsage SPENT = new TokenUsage(10, 20, 3, 4);
  private static final TokenUsage USED = new TokenUsage(1, 2, 0, 0);
  private static final MessageStop MALFORMED = new MessageStop(StopReason.MALFORMED_TOOL_USE);

  static Stream<Named<Consumer<ScriptedRuntime.Call>>> lost() {
    return Stream.of(
        Named.of("malformed tool use", streamed(new MessageStart(), MALFORMED)),
        Named.of("malformed output", streamed(new MessageStop(StopReason.MALFORMED_MODEL_OUTPUT))),
        Named.of("nothing", streamed()),
        Named.of("only opened", streamed(new MessageStart())),
        Named.of("opened, then broken", broken(new MessageStart())),
        Named.of("malformed, then broken", broken(new MessageStart(), MALFORMED)));
  }

  @ParameterizedTest
  @MethodSource("lost")
  void lostAnswer_isAskedForOnceMore_atOnce_andOnlyTheSecondIsSeen(
      Consumer<ScriptedRuntime.Call> lost) {
    start(bedrock.then(lost).then(ExchangeFixture::answerWhole));
    assertThat(bedrock.calls).hasSize(2);
    assertThat(bedrock.call(1).request).isEqualTo(bedrock.call(0).request);
    assertThat(reader.heard).containsOnlyOnce("text Hi", "complete").doesNotContain("error");
    assertThat(reader.end.usage()).isEqualTo(USED);
    assertThat(observed)
        .containsExactly(
            "attempt eu-west-2 m []",
            "retry eu-west-2 MODEL_ERROR PT0S",
            "attempt eu-west-2 m []",
            "complete");
    assertThat(time.waiting()).isZero();
  }

  @ParameterizedTest
  @MethodSource("lost")
  void answerThatIsLostTwice_isAnError(Consumer<ScriptedRuntime.Call> lost) {
    start(bedrock.then(lost).then(lost).then(ExchangeFixture::answerWhole));
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.error.getMessage()).containsAnyOf("malformed", "incomplete", "broke");
    assertThat(reader.ends()).isOne();
    assertThat(time.waiting()).isZero();
  }

  @ParameterizedTest
  @MethodSource("lost")
  void lostAnswer_isFinal_whereOneAttemptIsAllThereIs(Consumer<ScriptedRuntime.Call> lost) {
    policy = policy.withMaxAttempts(1);
    start(bedrock.then(lost).then(ExchangeFixture::answerWhole));
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.ends()).isOne();
  }

  @Test
  void attemptsBeforeAndAfterALostAnswer_countAllTogether() {
    policy = policy.withMaxAttempts(2);
    start(bedrock.thenFail(THROTTLED).then(streamed(MALFORMED)));
    time.pass(SECOND);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.error).hasMessageContaining("malformed tool call");
  }

  @Test
  void failureBehindALostAnswer_isTriedAgain_asFarAsThePolicyAllows() {
    start(
        bedrock
            .then(streamed(MALFORMED))
            .thenFail(THROTTLED)
            .thenFail(THROTTLED)
            .then(ExchangeFixture::answerWhole));
    time.pass(Duration.ofSeconds(30));
    assertThat(bedrock.calls).hasSize(3);
    assertThat(reader.error.getCause()).isSameAs(THROTTLED);
  }

  @Test
  void whatALostAnswerTook_isAdded() {
    start(
        bedrock
            .then(streamed(new MessageStart(), MALFORMED, new Metadata(SPENT, 5)))
            .then(ExchangeFixture::answerWhole));
    assertThat(reader.end.usage()).isEqualTo(SPENT.plus(USED));
    assertThat(reader.flow.usageSoFar()).isEqualTo(SPENT.plus(USED));
    assertThat(reader.end.usageEstimated()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"MALFORMED_TOOL_USE", "MALFORMED_MODEL_OUTPUT"})
  void malformedWholeAnswer_isAskedForOnceMore_andItsUsageIsAdded(StopReason reason) {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).complete(malformed(reason));
    bedrock.wholeCalls.get(1).complete(whole());
    assertThat(reader.heard).containsOnlyOnce("text Hi").doesNotContain("text half", "error");
    assertThat(reader.end.usage()).isEqualTo(SPENT.plus(USED));
  }

  @Test
  void malformedWholeAnswer_twice_isAnError() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).complete(malformed(StopReason.MALFORMED_TOOL_USE));
    bedrock.wholeCalls.get(1).complete(malformed(StopReason.MALFORMED_TOOL_USE));
    assertThat(bedrock.wholeCalls).hasSize(2);
    assertThat(reader.error).hasMessageContaining("malformed tool call");
  }

  @Test
  void answerThatWasSeen_isNotAskedForAgain() {
    for (ConverseStreamEvent seen : List.of(new TextDelta(0, "Hi"), new ReasoningDelta(0, "Hm"))) {
      for (Consumer<ScriptedRuntime.Call> end :
          List.of(streamed(seen, MALFORMED), streamed(seen))) {
        RecordingReader own = new RecordingReader();
        ScriptedRuntime runtime = new ScriptedRuntime("eu-west-2").then(end);
        attempts()
            .start(
                Asked.of(
                    CALL, Targets.inOrder(List.of(target(runtime, "m", true))), PlanRepair.NOOP),
                Attempts.Mode.STREAMED,
                CallContext.NONE,
                observation,
                own,
                own);
        assertThat(runtime.calls).hasSize(1);
        assertThat(own.error).isNotNull();
      }
    }
  }

  @Test
  void connectionThatBrokeBehindAThought_isFinal() {
    start(
        bedrock
            .then(broken(new MessageStart(), new ReasoningDelta(0, "Hm")))
            .then(ExchangeFixture::answerWhole));
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.CONNECTION);
  }

  @Test
  void requestId_isThatOfTheLastAttempt() {
    start(
        bedrock
            .then(
                call -> {
                  call.requestId = "first";
                  streamed(MALFORMED).accept(call);
                })
            .then(
                call -> {
                  call.requestId = "second";
                  answerWhole(call);
                }));
    assertThat(reader.flow.bedrockRequestId()).isEqualTo("second");
  }

  private static Consumer<ScriptedRuntime.Call> streamed(ConverseStreamEvent... events) {
    return call -> {
      List.of(events).forEach(call::event);
      call.listener.onEnd();
    };
  }

  private static Consumer<ScriptedRuntime.Call> broken(ConverseStreamEvent... events) {
    return call -> {
      List.of(events).forEach(call::event);
      call.listener.onError(failure(Kind.CONNECTION));
    };
  }

  private static ConverseResponse malformed(StopReason reason) {
    return new ConverseResponse(List.of(new ContentBlock.Text("half")), reason, SPENT, 3);
  }
}
