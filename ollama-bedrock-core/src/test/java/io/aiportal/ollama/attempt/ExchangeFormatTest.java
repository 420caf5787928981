package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.AnswerFormat;
import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One repair round, for answers that are not in their format and that nobody has seen. */
class ExchangeFormatTest extends ExchangeFixture {

  private static final TokenUsage USAGE = new TokenUsage(1, 2, 0, 0);
  private static final Map<String, Object> SCHEMA = Map.of("required", List.of("a"));

  private boolean repairs = true;

  @Override
  Attempts attempts() {
    return super.attempts().withRepairedAnswers(repairs);
  }

  @Test
  void invalidAnswer_thatWasHeld_isPutRight_andOnlyTheSecondIsSeen() {
    bedrock.then(answers("{\"b\":1}")).then(answers("{\"a\":1}"));

    stream(true);

    assertThat(reader.heard).contains("text {\"a\":1}").doesNotContain("text {\"b\":1}");
    assertThat(reader.heard).last().isEqualTo("complete");
    assertThat(observed)
        .containsExactly(
            "attempt eu-west-2 m []", "invalid eu-west-2", "attempt eu-west-2 m []", "complete");
    assertThat(bedrock.calls).hasSize(2);
    assertThat(bedrock.call(1).request.messages())
        .containsExactly(
            new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text("Hello"))),
            new ConverseMessage(
                ConversationRole.ASSISTANT, List.of(new ContentBlock.Text("{\"b\":1}"))),
            new ConverseMessage(
                ConversationRole.USER,
                List.of(
                    new ContentBlock.Text(
                        "That is not in the format that was asked for: the whole value: must have"
                            + " the property \"a\". Give the whole answer again, corrected, in the"
                            + " same way."))));
    assertThat(reader.end.usage()).isEqualTo(USAGE.plus(USAGE));
  }

  @Test
  void secondInvalidAnswer_isAnError() {
    bedrock.then(answers("{}")).then(answers("{}")).then(answers("{\"a\":1}"));

    stream(true);

    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard).noneMatch(heard -> heard.startsWith("text"));
    assertThat(reader.error).hasMessageContaining("does not follow the JSON Schema");
  }

  @Test
  void repairThatIsSwitchedOff_isAnErrorAtOnce() {
    repairs = false;
    bedrock.then(answers("{}"));

    stream(true);

    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.error).hasMessageContaining("does not follow the JSON Schema");
  }

  @Test
  void invalidAnswer_thatWasSeen_isAnError() {
    bedrock.then(answers("{\"b\":1}"));

    stream(false);

    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.heard).contains("text {\"b\":1}");
    assertThat(reader.error).hasMessageContaining("does not follow the JSON Schema");
  }

  @Test
  void prose_ofWhichNothingWasSeen_isPutRight_althoughNothingWasHeld() {
    bedrock.then(answers("No idea.")).then(answers("{\"a\":1}"));

    stream(false);

    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard).contains("text {\"a\":1}");
  }

  @Test
  void prose_behindThinkingThatWasSeen_isPutRight() {
    bedrock
        .then(
            call -> {
              call.event(new ReasoningDelta(0, "first thought"));
              answers("No idea.").accept(call);
            })
        .then(answers("{\"a\":1}"));

    stream(false);

    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard)
        .containsSubsequence("reasoning first thought", "block end", "text {\"a\":1}", "complete")
        .noneMatch(heard -> heard.contains("No idea"));
  }

  @Test
  void nothing_isPutRightAsWell() {
    bedrock.then(answers(" ")).then(answers("{\"a\":1}"));

    stream(true);

    assertThat(bedrock.call(1).request.messages().get(1).content())
        .containsExactly(new ContentBlock.Text("."));
  }

  @Test
  void wholeAnswer_isAlwaysHeld() {
    run(List.of(target(false)), PlanRepair.NOOP, Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).complete(whole("{\"b\":1}"));
    bedrock.wholeCalls.get(1).complete(whole("{\"a\":1}"));

    assertThat(bedrock.wholeRequests.get(1).messages()).hasSize(3);
    assertThat(reader.heard).contains("text {\"a\":1}").doesNotContain("text {\"b\":1}");
  }

  @Test
  void secondRequest_thatIsThrottled_isMadeAgainWithTheFirstAnswerInIt() {
    bedrock.then(answers("{}")).thenFail(THROTTLED).then(answers("{\"a\":1}"));

    stream(true);
    time.pass(SECOND);

    assertThat(bedrock.calls).hasSize(3);
    assertThat(bedrock.call(2).request).isEqualTo(bedrock.call(1).request);
    assertThat(reader.heard).contains("text {\"a\":1}");
  }

  private void stream(boolean held) {
    run(
        Targets.inOrder(List.of(target(held))),
        PlanRepair.NOOP,
        Attempts.Mode.STREAMED,
        CallContext.NONE);
  }

  private Target target(boolean held) {
    Plan plan = plan("m", true);
    return Target.of(
        bedrock,
        new Plan(
            plan.request(),
            true,
            AnswerShape.PLAIN
                .withJson(JsonText.OBJECT)
                .withFormat(new AnswerFormat(SCHEMA, false, held)),
            List.of(),
            null));
  }

  private static Consumer<ScriptedRuntime.Call> answers(String text) {
    return call -> {
      call.event(new TextDelta(0, text))
          .event(new MessageStop(StopReason.END_TURN))
          .event(new Metadata(USAGE, 3));
      call.listener.onEnd();
    };
  }

  private static ConverseResponse whole(String text) {
    return new ConverseResponse(
        List.of(new ContentBlock.Text(text)), StopReason.END_TURN, USAGE, 3);
  }
}
