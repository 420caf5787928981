package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown ends the call, once. */
class ExchangeFaultsTest extends ExchangeFixture {

  @ParameterizedTest
  @ValueSource(strings = {"open", "start", "text Hi", "read", "end END_TURN"})
  void whoeverThrows_endsTheCallOnceAndStopsBedrock(String where) {
    reader.trouble =
        what -> {
          if (what.equals(where)) {
            throw new IllegalStateException("a secret prompt");
          }
        };
    start(bedrock.then(ExchangeFixture::answerWhole));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
    assertThat(reader.error.getMessage()).isEqualTo("internal error; please try again");
    assertThat(reader.ends()).isOne();
    assertThat(bedrock.calls.stream().allMatch(ScriptedRuntime.Call::isCancelled)).isTrue();
    assertThat(time.waiting()).isZero();
  }

  @Test
  void throwingAtTheEnd_tellsNoSecondEnd() {
    throwAt("complete", new IllegalStateException());
    start(bedrock.then(ExchangeFixture::answerWhole));
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
    start(bedrock.then(ExchangeFixture::answerWhole));
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
  }

  @Test
  void fatalError_endsTheCallAndGoesOn() {
    throwAt("text Hi", new OutOfMemoryError());
    assertThatThrownBy(() -> start(bedrock.then(ExchangeFixture::answerWhole)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(reader.ends()).isOne();
    assertThat(bedrock.call(0).isCancelled()).isTrue();
  }

  @Test
  void fatalErrorAtTheEnd_goesOn() {
    throwAt("complete", new OutOfMemoryError());
    assertThatThrownBy(() -> start(bedrock.then(ExchangeFixture::answerWhole)))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(reader.ends()).isOne();
  }

  @Test
  void fatalErrorOfAnObserver_endsTheCallAndGoesOn() {
    observation =
        new CallObservation() {
          @Override
          public void onAttempt(
              String target, String modelId, String baseModelId, List<String> warnings) {
            throw new OutOfMemoryError();
          }
        };
    assertThatThrownBy(() -> start(bedrock)).isInstanceOf(OutOfMemoryError.class);
    assertThat(reader.ends()).isOne();
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void throwingRepairTargetsAndRuntime_endTheCall() {
    run(
        List.of(target(bedrock.thenFail(failure(Kind.VALIDATION)), "m", true)),
        (call, failed) -> {
          throw new IllegalStateException();
        },
        Attempts.Mode.STREAMED);
    assertThat(reader.error.kind()).isEqualTo(CallException.Kind.INTERNAL);
    RecordingReader other = new RecordingReader();
    attempts()
        .start(
            Asked.of(
                CALL,
                failed -> {
                  throw new IllegalStateException();
                },
                PlanRepair.NOOP),
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
          public void onAttempt(
              String target, String modelId, String baseModelId, List<String> warnings) {
            throw new IllegalStateException();
          }

          @Override
          public void onComplete(AnswerEnd end) {
            throw new IllegalStateException();
          }
        };
    start(bedrock.then(ExchangeFixture::answerWhole));
    assertThat(reader.heard).contains("complete").doesNotContain("error");
  }

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
}
