package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.InvalidAnswer;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.ServiceTraits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Plan PLAN = Plans.plan(SONNET, Turn.user("a"));

  private static List<ConverseMessage> after(String said, ConverseMessage... messages) {
    InvalidAnswer invalid =
        new InvalidAnswer(CallException.badAnswer("wrong"), said, "/a: must be there");
    Plan plan =
        new Plan(
            PLAN.request().withMessages(List.of(messages)), true, PLAN.answer(), List.of(), null);
    return plan.after(invalid).request().messages();
  }

  private static ConverseMessage message(ConversationRole role, String... texts) {
    return new ConverseMessage(
        role, List.of(texts).stream().<ContentBlock>map(Plans::text).toList());
  }

  @Test
  void plansAskTheSame_whereRequestAndWayAre() {
    Plan whole =
        new Plan(PLAN.request(), !PLAN.streaming(), PLAN.answer(), PLAN.warnings(), PLAN.model());
    assertThat(PLAN.asksTheSameAs(PLAN.withWarning("told"))).isTrue();
    assertThat(PLAN.asksTheSameAs(whole)).isFalse();
    assertThat(PLAN.asksTheSameAs(Plans.plan(SONNET, Turn.user("b")))).isFalse();
  }

  @Test
  void labels_areOfTheRequest() {
    assertThat(PLAN.withRequestMetadata(Map.of())).isSameAs(PLAN);
    assertThat(PLAN.withRequestMetadata(Map.of("a", "b")).request().requestMetadata())
        .isEqualTo(Map.of("a", "b"));
  }

  @Test
  void guardrail_ofTheCall_isInPlaceOfTheModels_andChangesNothingElse() {
    assertThat(PLAN.withGuardrail(null)).isSameAs(PLAN);
    ServiceOptions service = new ServiceOptions(null, "flex", "optimized", "p");
    Plan served =
        new Plan(
            PLAN.request().withService(service),
            PLAN.streaming(),
            PLAN.answer(),
            List.of("told"),
            PLAN.model());
    Plan guarded = served.withGuardrail("arn:aws:bedrock:eu-west-2:123456789012:guardrail/g:3");
    assertThat(guarded.request().service())
        .isEqualTo(
            new ServiceOptions(
                new ServiceOptions.Guardrail(
                    "arn:aws:bedrock:eu-west-2:123456789012:guardrail/g", "3"),
                "flex",
                "optimized",
                "p"));
    assertThat(guarded.warnings()).containsExactly("told");
    assertThat(guarded.streaming()).isEqualTo(PLAN.streaming());
  }

  @Test
  void invalidAnswer_isShownToTheModel_withWhatIsWrong() {
    ConverseMessage question = message(ConversationRole.USER, "a");
    List<ConverseMessage> messages = after("{} \n", question);
    assertThat(messages).hasSize(3).startsWith(question);
    assertThat(messages.get(1)).isEqualTo(message(ConversationRole.ASSISTANT, "{}"));
    assertThat(messages.get(2).role()).isEqualTo(ConversationRole.USER);
    assertThat(messages.get(2).content())
        .containsExactly(
            text(
                "That is not in the format that was asked for: /a: must be there. Give the whole"
                    + " answer again, corrected, in the same way."));
  }

  @Test
  void invalidAnswer_goesOnWhereTheCallerHadBegunIt() {
    ConverseMessage question = message(ConversationRole.USER, "a");
    List<ConverseMessage> messages =
        after("1}", question, message(ConversationRole.ASSISTANT, "{\"a\":"));
    assertThat(messages).hasSize(3).startsWith(question);
    assertThat(messages.get(1)).isEqualTo(message(ConversationRole.ASSISTANT, "{\"a\":", "1}"));
  }

  @Test
  void invalidAnswerOfNothing_isAFiller() {
    assertThat(after(" ", message(ConversationRole.USER, "a")).get(1).content())
        .containsExactly(AlternatingMessages.FILLER);
  }

  @Test
  void operatorsWishes_areInBedrocksWords() {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc";
    ServiceTraits traits =
        new ServiceTraits(
            arn + ":DRAFT",
            ServiceTraits.ServiceTier.PRIORITY,
            ServiceTraits.Latency.OPTIMIZED,
            true,
            true);
    Warnings warnings = new Warnings();
    assertThat(ServicePlan.of(traits, warnings))
        .isEqualTo(
            new ServiceOptions(
                new ServiceOptions.Guardrail(arn, "DRAFT"), "priority", "optimized"));
    assertThat(
            ServicePlan.of(
                new ServiceTraits(
                    ServiceTraits.NO_GUARDRAIL,
                    ServiceTraits.ServiceTier.UNSET,
                    ServiceTraits.Latency.UNSET,
                    false,
                    false),
                warnings))
        .isEqualTo(new ServiceOptions(null, null, null));
    assertThat(warnings.toList()).isEmpty();
  }

  @Test
  void operatorsWishes_thatAModelDoesNotTake_areLeftOutAndTold() {
    Warnings warnings = new Warnings();
    assertThat(
            ServicePlan.of(
                new ServiceTraits(
                    ServiceTraits.NO_GUARDRAIL,
                    ServiceTraits.ServiceTier.FLEX,
                    ServiceTraits.Latency.STANDARD,
                    false,
                    false),
                warnings))
        .isEqualTo(new ServiceOptions(null, null, null));
    assertThat(warnings.toList())
        .containsExactly(
            "the service tier of the settings has no effect: the model takes none",
            "the latency of the settings has no effect: the model takes none");
  }
}
