package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.plan;
import static io.aiportal.ollama.plan.Plans.result;
import static io.aiportal.ollama.plan.Plans.use;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Reasoning.Level;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ThinkingTraits;
import io.aiportal.ollama.model.ThinkingTraits.Off;
import io.aiportal.ollama.model.TokenLimits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasoningPlanTest {

  private static final String NEAREST_EFFORT =
      "the model thinks with the nearest effort that it takes";
  private static final String A_LITTLE =
      "the model thinks a little all the same: it cannot be told not to";
  private static final String NEAREST_BUDGET =
      "the model thinks with the nearest budget that it takes";

  @ParameterizedTest
  @CsvSource({"MINIMAL,1024", "LOW,1024", "MEDIUM,4096", "HIGH,16384", "XHIGH,24576", "MAX,32000"})
  void effort_ofAModelThatCountsTokens_isABudget(Level level, int budget) {
    assertThat(fields(SONNET, new Reasoning.Effort(level)))
        .isEqualTo(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", budget)));
  }

  @Test
  void effort_beyondTheHighestOfAModel_isThat() {
    Plan plan = plan("claude-opus-4.5", asked(new Reasoning.Effort(Level.MAX)));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 16_384)));
    assertThat(plan.warnings()).containsExactly(NEAREST_EFFORT);
    assertThat(warnings("claude-opus-4.5", new Reasoning.Effort(Level.HIGH))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1024,1024,false",
    "2000,2000,false",
    "62976,62976,false",
    "62977,62976,true",
    "1023,1024,true",
    "1,1024,true",
    "2000000000,62976,true"
  })
  void budget_ofAModelThatCountsTokens_isKeptWithinItsLimits(int wanted, int taken, boolean told) {
    Plan plan = plan(SONNET, asked(new Reasoning.Budget(wanted)));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", taken)));
    assertThat(plan.request().inferenceConfig().maxTokens()).isGreaterThan(taken);
    assertThat(plan.warnings()).isEqualTo(told ? List.of(NEAREST_BUDGET) : List.of());
  }

  @Test
  void limitOfTheAnswer_makesRoomForTheBudget() {
    Reasoning budget = new Reasoning.Budget(2000);

    assertThat(maxTokens(asked(budget).maxTokens(2001))).isEqualTo(2001);
    assertThat(maxTokens(asked(budget).maxTokens(2000))).isEqualTo(4000);
    assertThat(maxTokens(asked(budget).maxTokens(1))).isEqualTo(2001);
    assertThat(maxTokens(asked(new Reasoning.Budget(60_000)))).isEqualTo(64_000);
  }

  @ParameterizedTest
  @CsvSource({
    "MINIMAL,low,true",
    "LOW,low,false",
    "MEDIUM,medium,false",
    "HIGH,high,false",
    "XHIGH,xhigh,false",
    "MAX,max,false"
  })
  void effort_ofAnAdaptiveModel(Level level, String effort, boolean told) {
    Plan plan = plan("claude-opus-5", asked(new Reasoning.Effort(level)));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(
            Map.of(
                "thinking", Map.of("type", "adaptive", "display", "summarized"),
                "output_config", Map.of("effort", effort)));
    assertThat(plan.warnings()).isEqualTo(told ? List.of(NEAREST_EFFORT) : List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "1,low",
    "1024,low",
    "4095,low",
    "4096,medium",
    "16383,medium",
    "16384,high",
    "24575,high",
    "24576,xhigh",
    "32767,xhigh",
    "32768,max"
  })
  void budget_ofAnAdaptiveModel_isAnEffort(int tokens, String effort) {
    assertThat(fields("claude-opus-5", new Reasoning.Budget(tokens)))
        .containsEntry("output_config", Map.of("effort", effort));
  }

  @Test
  void off_ofAnAdaptiveModel_isSaid() {
    Plan plan = plan("claude-sonnet-5", asked(new Reasoning.Off()));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("thinking", Map.of("type", "disabled")));
    assertThat(plan.answer().showReasoning()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-5, MAX, xhigh",
    "claude-sonnet-4.6, XHIGH, high",
    "claude-haiku-5.5, MINIMAL, low",
  })
  void effort_thatAModelLacks_isItsNearest(String model, Level level, String effort) {
    Plan plan = plan(model, asked(new Reasoning.Effort(level)));

    assertThat(plan.request().additionalModelRequestFields())
        .containsEntry("output_config", Map.of("effort", effort));
    assertThat(plan.warnings()).containsExactly(NEAREST_EFFORT);
  }

  @Test
  void off_ofAModelThatCannotStop_isTheLeastThatItTakes() {
    assertThat(fields("claude-sonnet-5.5", new Reasoning.Off()))
        .isEqualTo(Map.of("thinking", Map.of("type", "between_tools")));
    assertThat(fields("claude-fable-5", new Reasoning.Off())).isEmpty();
    assertThat(warnings("claude-fable-5", new Reasoning.Off())).containsExactly(A_LITTLE);
    assertThat(warnings("claude-sonnet-5.5", new Reasoning.Off())).containsExactly(A_LITTLE);
  }

  @Test
  void effort_ofGpt_isAnObject() {
    assertThat(fields("gpt-6-sol", new Reasoning.Effort(Level.MAX)))
        .isEqualTo(Map.of("reasoning", Map.of("effort", "max")));
    assertThat(fields("gpt-6-sol", new Reasoning.Off()))
        .isEqualTo(Map.of("reasoning", Map.of("effort", "none")));
    assertThat(fields("gpt-6.1-sol", new Reasoning.Off()))
        .isEqualTo(Map.of("reasoning", Map.of("effort", "low")));
    assertThat(fields("gpt-6.1-sol", new Reasoning.On()))
        .isEqualTo(Map.of("reasoning", Map.of("effort", "medium")));
  }

  /** A model that can be told how hard is told what is published as its usual level. */
  @ParameterizedTest
  @CsvSource({
    "gpt-5.4, reasoning, medium",
    "gpt-5.6-luna, reasoning, medium",
    "kimi-k3, reasoning, high",
    "minimax-m2.5, reasoning_effort, high",
    "kimi-k2-thinking, reasoning_effort, high",
    "glm-5.3, reasoning_effort, medium",
    "grok-4.7, reasoning_effort, medium",
  })
  void on_isTheUsualLevel(String model, String field, String level) {
    Plan plan = plan(model, asked(new Reasoning.On()));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(
            Map.of(field, field.equals("reasoning") ? Map.of("effort", level) : (Object) level));
    assertThat(plan.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"glm-5.3, MAX, max", "glm-5.3, MINIMAL, low", "grok-4.6, XHIGH, xhigh"})
  void effort_ofModelsThatAlwaysThink(String model, Level level, String effort) {
    assertThat(fields(model, new Reasoning.Effort(level)))
        .isEqualTo(Map.of("reasoning_effort", effort));
  }

  @ParameterizedTest
  @CsvSource({"claude-sonnet-4.5", "claude-opus-4.5", "nova-2-lite", "qwen3:32b"})
  void effortAlone_switchesNothingOn(String model) {
    Plan plan = plan(model, asked(new Reasoning.EffortAlone(Level.MAX)).maxTokens(500));

    assertThat(plan.request().additionalModelRequestFields()).isEmpty();
    assertThat(plan.request().inferenceConfig().maxTokens()).isEqualTo(500);
    assertThat(plan.warnings())
        .containsExactly("the effort has no effect: the model does not think unless it is told to");
    assertThat(
            Planner.mostOutputTokens(
                asked(new Reasoning.EffortAlone(Level.MAX)).maxTokens(500).build(),
                Plans.model(model)))
        .isEqualTo(500);
  }

  @Test
  void effortAlone_isObeyedByModelsThatThinkAnyway_orWorkHarderWithoutThinking() {
    assertThat(fields("claude-opus-5", new Reasoning.EffortAlone(Level.MAX)))
        .isEqualTo(fields("claude-opus-5", new Reasoning.Effort(Level.MAX)));
    assertThat(fields("gpt-oss", new Reasoning.EffortAlone(Level.LOW)))
        .isEqualTo(Map.of("reasoning_effort", "low"));
    assertThat(fields("claude-opus-4.8", new Reasoning.EffortAlone(Level.MEDIUM)))
        .isEqualTo(Map.of("output_config", Map.of("effort", "medium")));
    assertThat(fields("claude-opus-4.6", new Reasoning.EffortAlone(Level.MAX)))
        .isEqualTo(Map.of("output_config", Map.of("effort", "high")));
    assertThat(warnings("claude-opus-4.6", new Reasoning.EffortAlone(Level.MAX)))
        .containsExactly(NEAREST_EFFORT);
    assertThat(warnings("nova-pro", new Reasoning.EffortAlone(Level.LOW)))
        .containsExactly("the model does not think");
  }

  @Test
  void betweenTools_isSaidWhereItIsKnown() {
    Plan plan = plan("claude-sonnet-5.5", asked(new Reasoning.BetweenTools(null)));
    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("thinking", Map.of("type", "between_tools")));
    assertThat(plan.answer().showReasoning()).isTrue();
    assertThat(plan.warnings()).isEmpty();
    assertThat(fields("claude-sonnet-5.5", new Reasoning.BetweenTools(Level.LOW)))
        .isEqualTo(
            Map.of(
                "thinking", Map.of("type", "between_tools"),
                "output_config", Map.of("effort", "low")));
    assertThat(fields("claude-sonnet-5.5", new Reasoning.BetweenTools(Level.XHIGH)))
        .containsEntry("output_config", Map.of("effort", "high"));
  }

  @Test
  void betweenTools_elsewhere_isTheModelsOwnDefault() {
    String unknown = "the model cannot be told to think between tools alone";
    assertThat(fields("claude-opus-5", new Reasoning.BetweenTools(null))).isEmpty();
    assertThat(warnings("claude-opus-5", new Reasoning.BetweenTools(null)))
        .containsExactly(unknown);
    assertThat(fields("claude-sonnet-4.5", new Reasoning.BetweenTools(Level.LOW))).isEmpty();
    assertThat(fields("gpt-oss", new Reasoning.BetweenTools(Level.LOW)))
        .isEqualTo(Map.of("reasoning_effort", "low"));
  }

  @Test
  void modelThatThinksOnlyWhenAsked_isAsked() {
    assertThat(fields("qwen3:32b", new Reasoning.On()))
        .isEqualTo(Map.of("reasoning_effort", "high"));
    assertThat(fields("qwen3:32b", new Reasoning.Effort(Level.LOW)))
        .isEqualTo(Map.of("reasoning_effort", "high"));
    assertThat(fields("qwen3:32b", new Reasoning.Off())).isEmpty();
    assertThat(warnings("qwen3:32b", new Reasoning.Off())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "MINIMAL,low,true",
    "LOW,low,false",
    "MEDIUM,medium,false",
    "HIGH,high,false",
    "MAX,high,true"
  })
  void effort_ofNova(Level level, String effort, boolean told) {
    Plan plan = plan("nova-2-lite", asked(new Reasoning.Effort(level)));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(
            Map.of("reasoningConfig", Map.of("type", "enabled", "maxReasoningEffort", effort)));
    assertThat(plan.request().inferenceConfig().maxTokens())
        .isEqualTo(effort.equals("high") ? null : 8192);
    assertThat(plan.warnings()).isEqualTo(told ? List.of(NEAREST_EFFORT) : List.of());
  }

  @Test
  void limit_thatAModelRefuses_isTold() {
    Plan plan = plan("nova-2-lite", asked(new Reasoning.Effort(Level.HIGH)).maxTokens(100));

    assertThat(plan.request().inferenceConfig().maxTokens()).isNull();
    assertThat(plan.warnings())
        .containsExactly("the answer has no limit: the model takes none when it thinks that hard");
  }

  @Test
  void onAndOff_ofNova() {
    assertThat(fields("nova-2-lite", new Reasoning.On()))
        .isEqualTo(
            Map.of("reasoningConfig", Map.of("type", "enabled", "maxReasoningEffort", "medium")));
    assertThat(fields("nova-2-lite", new Reasoning.Off())).isEmpty();
    assertThat(fields("nova-2-lite", new Reasoning.Budget(20_000)))
        .isEqualTo(
            Map.of("reasoningConfig", Map.of("type", "enabled", "maxReasoningEffort", "high")));
  }

  @ParameterizedTest
  @CsvSource({"MINIMAL,low,true", "LOW,low,false", "MEDIUM,medium,false", "MAX,high,true"})
  void effort_ofGptOss(Level level, String effort, boolean told) {
    Plan plan = plan("gpt-oss", asked(new Reasoning.Effort(level)));

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("reasoning_effort", effort));
    assertThat(plan.warnings()).isEqualTo(told ? List.of(NEAREST_EFFORT) : List.of());
  }

  @Test
  void onAndOff_ofGptOss() {
    assertThat(fields("gpt-oss", new Reasoning.On()))
        .isEqualTo(Map.of("reasoning_effort", "medium"));
    Plan off = plan("gpt-oss", asked(new Reasoning.Off()));
    assertThat(off.request().additionalModelRequestFields())
        .isEqualTo(Map.of("reasoning_effort", "low"));
    assertThat(off.answer().showReasoning()).isFalse();
    assertThat(off.warnings()).containsExactly(A_LITTLE);
  }

  @Test
  void wish_forAModelThatDecidesAlone_isToldToHaveNoEffect() {
    assertThat(warnings("deepseek-r1", new Reasoning.On())).isEmpty();
    assertThat(warnings("deepseek-r1", new Reasoning.Off()))
        .containsExactly("the model thinks all the same: it cannot be told not to");
    assertThat(warnings("deepseek-r1", new Reasoning.Effort(Level.LOW)))
        .containsExactly("the model thinks as it finds right: it cannot be told how hard");
    assertThat(warnings("nova-pro", new Reasoning.Off())).isEmpty();
    assertThat(warnings("nova-pro", new Reasoning.On()))
        .containsExactly("the model does not think");
    assertThat(warnings("nova-pro", null)).isEmpty();
  }

  @Test
  void budget_goesOnBehindResults_whereTheCallsBeganWithReasoning() {
    assertThat(behindResults(new ReasoningText("r", "s"), use("a", "t"))).isNotEmpty();
    assertThat(behindResults(new RedactedReasoning(new byte[] {1}), use("a", "t"))).isNotEmpty();
    assertThat(behindResults(new Text("x"), new ReasoningText("r", "s"), use("a", "t")))
        .isNotEmpty();
    assertThat(behindResults(new ReasoningText("r", null), use("a", "t"))).isEmpty();
    assertThat(behindResults(new Text("x"), use("a", "t"))).isEmpty();
  }

  @Test
  void budget_thatIsPaused_isTold() {
    Plan plan = behind(SONNET, use("a", "t"));

    assertThat(plan.warnings())
        .containsExactly(
            "the model does not think before it has answered: its signed thinking before the calls"
                + " of tools was not given back");
  }

  @Test
  void budget_ofAFamilyThatSignsNothing_goesOnBehindResults() {
    Model unsigned =
        Plans.model(
            SONNET,
            traits ->
                traits.thinking(
                    new ThinkingTraits(
                        ThinkingTraits.Shape.BUDGET, false, Set.of(), Off.OMIT, false, "")));
    Plan plan =
        Planner.plan(
            Plans.call(
                    Turn.user("Go."),
                    Turn.of(Role.ASSISTANT, use("a", "t")),
                    Turn.of(Role.USER, result("a", "done")))
                .reasoning(new Reasoning.On())
                .build(),
            unsigned);

    assertThat(plan.request().additionalModelRequestFields()).containsKey("thinking");
  }

  @Test
  void signature_ofAModelThatNoLongerThinks_isLeftOut() {
    Model unable =
        Plans.model(
            SONNET, traits -> traits.capabilities(Set.of(Capability.COMPLETION, Capability.TOOLS)));
    Plan plan =
        Planner.plan(
            Plans.call(
                    Turn.user("Go."),
                    Turn.of(Role.ASSISTANT, new ReasoningText("r", "s"), new Text("Done.")),
                    Turn.user("Go on."))
                .build(),
            unable);

    assertThat(plan.request().messages().get(1).content()).containsExactly(Plans.text("Done."));
  }

  @Test
  void effort_ofAModelWithLittleRoom_takesHalfOfIt() {
    Model small =
        Plans.model(SONNET, traits -> traits.limits(new TokenLimits(9_000, 5_000, 5_000)));
    Plan plan = Planner.plan(asked(new Reasoning.Effort(Level.MAX)).build(), small);

    assertThat(plan.request().additionalModelRequestFields())
        .isEqualTo(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 2_500)));
    assertThat(plan.request().inferenceConfig().maxTokens()).isEqualTo(5_000);
  }

  private static Map<String, @Nullable Object> behindResults(ChatContent... assistant) {
    return behind(SONNET, assistant).request().additionalModelRequestFields();
  }

  private static Plan behind(String model, ChatContent... assistant) {
    return plan(
        model,
        Plans.call(
                Turn.user("Go."),
                Turn.of(Role.ASSISTANT, assistant),
                Turn.of(Role.USER, result("a", "done")))
            .reasoning(new Reasoning.On()));
  }

  private static ChatCall.Builder asked(@Nullable Reasoning wish) {
    return Plans.call(Turn.user("Hi")).reasoning(wish);
  }

  private static Map<String, @Nullable Object> fields(String model, Reasoning wish) {
    return plan(model, asked(wish)).request().additionalModelRequestFields();
  }

  private static List<String> warnings(String model, @Nullable Reasoning wish) {
    return plan(model, asked(wish)).warnings();
  }

  private static @Nullable Integer maxTokens(ChatCall.Builder call) {
    return plan(SONNET, call).request().inferenceConfig().maxTokens();
  }

  /** What is reserved for an answer is what the plan allows it, or more. */
  @ParameterizedTest
  @CsvSource({
    "BUDGET,,500,500",
    "BUDGET,OFF,500,500",
    "BUDGET,BUDGET,500,2500",
    "BUDGET,BUDGET,3000,3000",
    "BUDGET,BUDGET,70000,64000",
    "BUDGET,ON,500,4596",
    "ADAPTIVE,BUDGET,500,500",
    "ADAPTIVE,BUDGET,70000,64000",
    "REASONING_CONFIG,BUDGET,500,64000",
    "REASONING_CONFIG,,500,500",
    "REASONING_CONFIG,OFF,70000,64000",
    "REASONING_EFFORT,ON,500,500",
    "NONE,ON,500,500"
  })
  void mostTokens_countThinking(
      ThinkingTraits.Shape shape, @Nullable String wish, int wanted, int most) {
    Model model =
        Plans.model(
            SONNET,
            traits ->
                traits.thinking(
                    new ThinkingTraits(shape, true, Set.of(Level.LOW), Off.OMIT, false, "")));
    ChatCall.Builder call = asked(wish(wish)).maxTokens(wanted);
    assertThat(Planner.mostOutputTokens(call.build(), model)).isEqualTo(most);
    if (shape == ThinkingTraits.Shape.BUDGET) {
      assertThat(Planner.plan(call.build(), model).request().inferenceConfig().maxTokens())
          .isEqualTo(most);
    }
  }

  private static @Nullable Reasoning wish(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "OFF" -> new Reasoning.Off();
      case "ON" -> new Reasoning.On();
      default -> new Reasoning.Budget(2000);
    };
  }
}
