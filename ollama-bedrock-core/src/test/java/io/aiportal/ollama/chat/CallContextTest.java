package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class CallContextTest {

  @Test
  void caller_andNothingElse() {
    assertThat(CallContext.of("jane")).isEqualTo(new CallContext("jane", null, null, Map.of()));
  }

  @Test
  void timeLimit_leavesTheRestAsItIs() {
    Executor thread = Runnable::run;
    CallContext context = new CallContext("jane", null, thread, Map.of("a", "b"));
    assertThat(context.withTimeLimit(Duration.ofNanos(1)))
        .isEqualTo(new CallContext("jane", Duration.ofNanos(1), thread, Map.of("a", "b")));
  }

  @Test
  void threadAndMetadata_leaveTheRestAsItIs() {
    Executor thread = Runnable::run;
    CallContext context = CallContext.of("jane").withTimeLimit(Duration.ofSeconds(1));
    assertThat(context.on(thread).withRequestMetadata(Map.of("a", "b")))
        .isEqualTo(new CallContext("jane", Duration.ofSeconds(1), thread, Map.of("a", "b")));
  }

  @Test
  void observation_leavesTheRestAsItIs() {
    CallContext context = CallContext.of("jane").withGuardrail("g:1");
    CallContext observed = context.withObservation(CallObservation.NOOP);
    assertThat(observed.observation()).isSameAs(CallObservation.NOOP);
    assertThat(observed.withTimeLimit(Duration.ofSeconds(1)).observation()).isNotNull();
    assertThat(observed.withObservation(null)).isEqualTo(context);
  }

  @Test
  void timeLimit_thatIsNotLongerThanZero_isRefused() {
    for (Duration limit : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CallContext.NONE.withTimeLimit(limit))
          .withMessage("a time limit must be longer than zero: " + limit);
    }
  }
}
