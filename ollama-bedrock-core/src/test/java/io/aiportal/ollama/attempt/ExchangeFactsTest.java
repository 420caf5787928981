package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What must be known before planning, what is said less, and who reads along. */
class ExchangeFactsTest extends ExchangeFixture {

  private final CompletableFuture<ChatCall> facts = new CompletableFuture<>();
  private final List<ChatCall> planned = new ArrayList<>();
  private CallRepair repair = CallRepair.NOOP;
  private AnswerTap tap = AnswerTap.NOOP;

  private void ask() {
    ask(Attempts.Mode.STREAMED);
  }

  private void ask(Attempts.Mode mode) {
    ask(List.of(place(bedrock)), mode);
  }

  private void ask(List<Target> places) {
    ask(places, Attempts.Mode.STREAMED);
  }

  private void ask(List<Target> places, Attempts.Mode mode) {
    Asked asked =
        new Asked(
            "name",
            () -> facts,
            Targets.inOrder(places),
            PlanRepair.NOOP,
            (call, refusal) -> repair.repair(call, refusal),
            target -> tap);
    run(asked, mode, CallContext.NONE);
  }

  private Target place(ScriptedRuntime runtime) {
    return new Target(
        runtime.region(),
        "m",
        runtime,
        call -> {
          planned.add(call);
          return plan("m" + call.turns().size(), true);
        });
  }

  private static ChatCall saying(String... texts) {
    return ChatCall.of("name", List.of(texts).stream().map(Turn::user).toList());
  }

  @Test
  void nothingIsAsked_beforeTheFactsAreKnown() {
    bedrock.then(ExchangeFixture::answerWhole);
    ask();
    assertThat(reader.heard).containsExactly("open");
    assertThat(bedrock.calls).isEmpty();
    facts.complete(CALL);
    assertThat(planned).containsExactly(CALL);
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void factsThatFail_endTheCallInTheirWords() {
    ask();
    facts.completeExceptionally(CallException.badRequest("too long"));
    assertThat(Objects.requireNonNull(reader.error)).hasMessage("too long");
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void callThatIsCancelledBeforeItsFacts_asksNobody() {
    ask();
    Objects.requireNonNull(reader.flow).cancel();
    assertThat(facts).isCancelled();
    assertThat(bedrock.calls).isEmpty();
    assertThat(observed).containsExactly("cancel");
  }

  @Test
  void callThatIsCancelledWhileItsFactsAreAskedFor_needsThemNoLonger() {
    Asked cancelling =
        new Asked(
            "name",
            () -> {
              Objects.requireNonNull(reader.flow).cancel();
              return facts;
            },
            Targets.inOrder(List.of(place(bedrock))),
            PlanRepair.NOOP,
            CallRepair.NOOP,
            target -> AnswerTap.NOOP);
    run(cancelling, Attempts.Mode.STREAMED, CallContext.NONE);
    assertThat(facts).isCancelled();
  }

  @Test
  void factsThatNeverCome_endAtTheTimeLimit() {
    ask();
    time.pass(Duration.ofHours(1));
    assertThat(Objects.requireNonNull(reader.error).status()).isEqualTo(504);
    assertThat(facts).isCancelled();
  }

  @Test
  void callThatSaysLess_isWhatEverythingLaterIsPlannedFrom() {
    ScriptedRuntime other = new ScriptedRuntime("eu-west-1").then(ExchangeFixture::answerWhole);
    bedrock.thenFail(new BedrockException(Kind.VALIDATION, "too much", null)).thenFail(THROTTLED);
    repair = (call, refusal) -> isTooMuch(refusal) ? saying("short") : null;
    facts.complete(saying("long", "short"));
    ask(List.of(place(bedrock), place(other)));
    assertThat(planned).extracting(call -> call.turns().size()).containsExactly(2, 1, 1);
    assertThat(other.call(0).request.modelId()).isEqualTo("m1");
    assertThat(reader.heard).contains("complete");
  }

  private static boolean isTooMuch(BedrockException refusal) {
    return Objects.requireNonNull(refusal.getMessage()).contains("too much");
  }

  @Test
  void whatOneRepairDoesNotUnderstand_isLeftToTheOther() {
    CallRepair none = CallRepair.NOOP;
    CallRepair shorter = (call, refusal) -> saying("short");
    CallRepair shortest = (call, refusal) -> saying("s");
    assertThat(none.or(shorter).repair(CALL, THROTTLED)).isEqualTo(saying("short"));
    assertThat(shorter.or(shortest).repair(CALL, THROTTLED)).isEqualTo(saying("short"));
    assertThat(none.or(none).repair(CALL, THROTTLED)).isNull();
  }

  @Test
  void callThatCannotSayLess_fails() {
    bedrock.thenFail(failure(Kind.VALIDATION)).thenFail(failure(Kind.VALIDATION));
    facts.complete(CALL);
    ask();
    assertThat(bedrock.calls).hasSize(1);
    assertThat(Objects.requireNonNull(reader.error).status()).isEqualTo(400);
  }

  @Test
  void tap_seesEventsFirst_andStandsBeforeTheSink() {
    List<String> seen = new ArrayList<>();
    tap =
        new AnswerTap() {
          @Override
          public AnswerSink before(AnswerSink sink) {
            seen.add("before");
            return sink;
          }

          @Override
          public void onEvent(ConverseStreamEvent event) {
            seen.add(event.getClass().getSimpleName() + " " + reader.heard.size());
          }

          @Override
          public void onResponse(ConverseResponse response) {
            seen.add("response " + reader.heard.size());
          }
        };
    bedrock.then(ExchangeFixture::answerWhole);
    facts.complete(CALL);
    ask();
    assertThat(seen).startsWith("before", "MessageStart 2").hasSize(5);
    seen.clear();
    reader.heard.clear();
    ask(Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).complete(whole());
    assertThat(seen).containsExactly("before", "response 2");
  }
}
