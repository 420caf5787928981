package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
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
  void rights_leaveTheRestAsItIs() {
    ModelRights none = names -> false;
    CallContext context = CallContext.of("jane").withGuardrail("g:1").withModels(none);
    assertThat(context.caller()).isEqualTo("jane");
    assertThat(context.guardrail()).isEqualTo("g:1");
    assertThat(context.models()).isSameAs(none);
    assertThat(CallContext.NONE.models().mayUse(List.of("any"))).isTrue();
    assertThat(CallContext.NONE.guardrail()).isNull();
    CallContext later =
        context.on(Runnable::run).withRequestMetadata(Map.of()).withRequestIds(id -> {});
    assertThat(later.models()).isSameAs(none);
    assertThat(later.guardrail()).isEqualTo("g:1");
    assertThat(context.withGuardrail(null).guardrail()).isNull();
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
