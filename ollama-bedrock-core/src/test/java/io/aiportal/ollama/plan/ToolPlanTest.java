package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.plan;
import static io.aiportal.ollama.plan.Plans.result;
import static io.aiportal.ollama.plan.Plans.tool;
import static io.aiportal.ollama.plan.Plans.use;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolPlanTest {

  private static final String MISTRAL = "mistral.mistral-large-2407-v1:0";
  private static final String CANNOT_BE_MADE =
      "the model may answer without a tool: it cannot be made to call one";
  private static final Map<String, @Nullable Object> CLOSED =
      Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string")));

  @Test
  void auto_isNotSaid() {
    Plan plan = plan(SONNET, call(ToolUsage.AUTO));

    assertThat(names(plan)).containsExactly("one", "two");
    assertThat(tools(plan).toolChoice()).isNull();
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void any_isSaidToWhoObeys() {
    for (String model : List.of(SONNET, "nova-pro", MISTRAL)) {
      assertThat(tools(plan(model, call(new ToolUsage.Any()))).toolChoice())
          .isEqualTo(new ToolChoice.Any());
    }
    Plan llama = plan("llama3.3", call(new ToolUsage.Any()));
    assertThat(tools(llama).toolChoice()).isNull();
    assertThat(llama.warnings()).containsExactly(CANNOT_BE_MADE);
    assertThat(llama.request().system())
        .containsExactly(Plans.text("Call one of the tools now. Do not answer in words."));
    assertThat(plan(SONNET, call(new ToolUsage.Any())).request().system()).isEmpty();
    assertThat(plan("llama3.3", call(ToolUsage.AUTO)).request().system()).isEmpty();
  }

  @Test
  void named_isSaidInTheNameThatBedrockKnows() {
    ChatCall.Builder call =
        Plans.call(Turn.user("Go."))
            .tools(List.of(tool("a b"), tool("c")))
            .toolChoice(new ToolUsage.Named("a b"));

    assertThat(tools(plan(SONNET, call)).toolChoice()).isEqualTo(new ToolChoice.Tool("a_b"));
    assertThat(names(plan(SONNET, call))).containsExactly("a_b", "c");
    assertThat(plan(SONNET, call).answer().tools().names()).isEqualTo(Map.of("a_b", "a b"));
  }

  @Test
  void named_forAModelThatKnowsOnlyAny_isTheOnlyOne() {
    Plan plan = plan(MISTRAL, call(new ToolUsage.Named("two")));

    assertThat(names(plan)).containsExactly("two");
    assertThat(tools(plan).toolChoice()).isEqualTo(new ToolChoice.Any());
  }

  @Test
  void named_forAModelThatObeysNothing_isTheOnlyOneAndToldInWords() {
    Plan plan = plan("llama3.3", call(new ToolUsage.Named("two")));

    assertThat(names(plan)).containsExactly("two");
    assertThat(plan.request().system())
        .containsExactly(Plans.text("Call the tool two now. Do not answer in words."));
    assertThat(tools(plan).toolChoice()).isNull();
    assertThat(plan.warnings()).containsExactly(CANNOT_BE_MADE);
  }

  @Test
  void choice_whileThinking_isSaidToWhoObeysThen() {
    ChatCall.Builder call = call(new ToolUsage.Named("one")).reasoning(new Reasoning.On());

    assertThat(tools(plan("claude-sonnet-5", call)).toolChoice())
        .isEqualTo(new ToolChoice.Tool("one"));
    assertThat(tools(plan(SONNET, call)).toolChoice()).isNull();
    assertThat(plan(SONNET, call).warnings()).containsExactly(CANNOT_BE_MADE);
  }

  @Test
  void none_offersNothing() {
    assertThat(plan(SONNET, call(new ToolUsage.None())).request().toolConfig()).isNull();
  }

  @Test
  void none_behindCalls_leavesThemAName() {
    ChatCall.Builder call =
        call(new ToolUsage.None())
            .turns(
                List.of(
                    Turn.user("Go."),
                    Turn.of(Role.ASSISTANT, use("a", "two")),
                    Turn.of(Role.USER, result("a", "done"))));

    ToolConfiguration tools = tools(plan(SONNET, call));
    assertThat(tools.tools())
        .containsExactly(
            new ToolSpecification(
                "two",
                "This tool is no longer available. Do not call it.",
                Map.of("type", "object", "properties", Map.of())));
    assertThat(tools.toolChoice()).isNull();
  }

  @Test
  void none_withASchema_leavesTheAnswersToolAlone() {
    ChatCall.Builder call =
        call(new ToolUsage.None()).outputFormat(new OutputFormat.JsonSchema(null, CLOSED, null));

    assertThat(names(plan("nova-pro", call))).containsExactly("answer");
    assertThat(tools(plan("nova-pro", call)).toolChoice()).isEqualTo(new ToolChoice.Tool("answer"));
  }

  @Test
  void schema_besideAToolThatMustBeCalled_hasNoEffect() {
    ChatCall.Builder call =
        call(new ToolUsage.Any()).outputFormat(new OutputFormat.JsonSchema(null, CLOSED, null));

    for (String model : List.of(SONNET, "nova-pro")) {
      Plan plan = plan(model, call);
      assertThat(names(plan)).containsExactly("one", "two");
      assertThat(plan.request().outputSchema()).isNull();
      assertThat(plan.answer().answerTool()).isNull();
      assertThat(plan.warnings())
          .containsExactly(
              "the format has no effect: the model must call a tool and cannot answer");
    }
    Plan llama = plan("llama3.3", call);
    assertThat(llama.request().system()).isNotEmpty();
  }

  @Test
  void parallelCalls_thatAreNotWanted_areTold() {
    String sentence =
        "only the first call of an answer is passed on: Bedrock cannot be told that the model must"
            + " not call several tools at once";

    assertThat(plan(SONNET, call(ToolUsage.AUTO).parallelToolCalls(false)).warnings())
        .containsExactly(sentence);
    assertThat(
            plan(SONNET, call(ToolUsage.AUTO).parallelToolCalls(false))
                .answer()
                .tools()
                .firstCallOnly())
        .isTrue();
    assertThat(plan(SONNET, call(ToolUsage.AUTO)).answer().tools().firstCallOnly()).isFalse();
    assertThat(plan(SONNET, call(ToolUsage.AUTO).parallelToolCalls(true)).warnings()).isEmpty();
    assertThat(plan(SONNET, Plans.call(Turn.user("Hi")).parallelToolCalls(false)).warnings())
        .isEmpty();
  }

  @Test
  void tools_withoutNameOrTwice_areLeftOutAndTold() {
    Plan plan =
        plan(
            SONNET,
            Plans.call(Turn.user("Go."))
                .tools(
                    List.of(
                        tool("\u00a0"),
                        new ToolDefinition("a", "first", null, null, null),
                        new ToolDefinition("a", "second", null, null, null),
                        new ToolDefinition("b", " ", null, null, null))));

    assertThat(tools(plan).tools())
        .extracting(ToolSpecification::description)
        .containsExactly("first", null);
    assertThat(plan.warnings())
        .containsExactly(
            "a tool without a name is left out",
            "a tool is described twice: the first description counts");
  }

  @Test
  void strictTool_isClosed() {
    Plan plan = plan(SONNET, strict(1));

    ToolSpecification tool = tools(plan).tools().get(0);
    assertThat(tool.strict()).isTrue();
    assertThat(tool.inputSchema()).containsEntry("additionalProperties", false);
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void strictTool_forAFamilyThatTakesNone_isAsEver() {
    for (String model : List.of("claude-opus-4.1", "claude-sonnet-5", "nova-pro")) {
      Plan plan = plan(model, strict(1));
      ToolSpecification tool = tools(plan).tools().get(0);
      assertThat(tool.strict()).isNull();
      assertThat(tool.inputSchema()).isEqualTo(CLOSED);
      assertThat(plan.warnings())
          .containsExactly("a tool's arguments may differ from its schema: strict has no effect");
    }
  }

  @Test
  void strictTools_areTwentyAtMost() {
    assertThat(plan(SONNET, strict(20)).warnings()).isEmpty();
    Plan plan = plan(SONNET, strict(21));
    assertThat(tools(plan).tools())
        .extracting(ToolSpecification::strict)
        .contains(true, org.assertj.core.api.Assertions.atIndex(19))
        .endsWith((Boolean) null);
    assertThat(plan.warnings()).hasSize(1);
  }

  @Test
  void strictTools_haveSixteenUnionsAtMost() {
    assertThat(plan(SONNET, unions(8, 8)).warnings()).isEmpty();
    Plan plan = plan(SONNET, unions(8, 9, 8));
    assertThat(tools(plan).tools())
        .extracting(ToolSpecification::strict)
        .containsExactly(true, null, true);
    assertThat(plan.warnings()).hasSize(1);
  }

  private static ChatCall.Builder unions(int... numbers) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (int number : numbers) {
      Map<String, @Nullable Object> properties = new HashMap<>();
      for (int i = 0; i < number; i++) {
        Object union =
            i % 2 == 0
                ? Map.of("type", List.of("string", "null"))
                : Map.of("anyOf", List.of(Map.of("type", "string"), Map.of("type", "null")));
        properties.put("p" + i, union);
      }
      Map<String, @Nullable Object> nested = Map.of("type", "object", "properties", properties);
      tools.add(
          new ToolDefinition(
              "t" + tools.size(),
              null,
              Map.of("type", "object", "properties", Map.of("a", nested)),
              true,
              null));
    }
    return Plans.call(Turn.user("Go.")).tools(tools);
  }

  @Test
  void strict_thatIsNotWanted_isNotSaid() {
    ToolDefinition lenient = new ToolDefinition("t", null, CLOSED, false, null);
    Plan plan = plan(SONNET, Plans.call(Turn.user("Go.")).tools(List.of(lenient)));

    assertThat(tools(plan).tools().get(0).strict()).isNull();
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void tools_decideWhetherAnAnswerCanBeStreamed() {
    assertThat(plan("llama3.3", call(ToolUsage.AUTO)).streaming()).isFalse();
    assertThat(plan("llama3.3", Turn.user("Hi")).streaming()).isTrue();
    assertThat(plan(SONNET, call(ToolUsage.AUTO)).streaming()).isTrue();
  }

  @Test
  void choice_thatCannotBeMet_isRefused() {
    Plans.assertRefused(
        SONNET,
        Plans.call(Turn.user("Go.")).toolChoice(new ToolUsage.Any()),
        "a tool must be called, but none is offered");
    Plans.assertRefused(
        SONNET,
        call(new ToolUsage.Named("three")),
        "the tool that must be called is not among those offered");
  }

  private static ChatCall.Builder call(ToolUsage choice) {
    return Plans.call(Turn.user("Go.")).tools(List.of(tool("one"), tool("two"))).toolChoice(choice);
  }

  private static ChatCall.Builder strict(int number) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      tools.add(new ToolDefinition("t" + i, null, CLOSED, true, null));
    }
    return Plans.call(Turn.user("Go.")).tools(tools);
  }

  private static ToolConfiguration tools(Plan plan) {
    return requireNonNull(plan.request().toolConfig());
  }

  private static List<String> names(Plan plan) {
    return tools(plan).tools().stream().map(ToolSpecification::name).toList();
  }
}
