package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long a call may take. */
class ExchangeTimeLimitsTest extends ExchangeFixture {

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
  void wholeAnswerThatDoesNotCome_endsTheCallAsWell() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    time.pass(Duration.ofSeconds(60));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.TIMEOUT);
    assertThat(bedrock.wholeCalls.get(0)).isCancelled();
    assertThat(time.waiting()).isZero();
  }

  @Test
  void faultOfAWholeCall_leavesNoTimer() {
    run(List.of(target(bedrock, "m", true)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(new IllegalStateException());
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
}
