package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.AnswerFormat;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structured output: by Bedrock, by a tool that must be called, by one that may, in words. */
class OutputPlanTest {

  private static final String OBJECT =
      "{'type':'object','properties':{'b':{'type':'string'},'a':{'type':'integer','minimum':1}}}";
  private static final String ARRAY = "{'type':'array','items':{'type':'string'}}";

  @Test
  void native_goesOutAtOnce_whereBedrockEnforcesAllOfTheSchema() {
    String schema = "{'type':'object','properties':{'b':{'type':'string'}}}";

    assertThat(format(plan(SONNET, asked(schema))))
        .isEqualTo(new AnswerFormat(schema(schema), false, false));
  }

  @Test
  void native_isHeld_whereBedrockIsOnlyToldOfLimits_andKeepsTheCallersOrder() {
    Plan plan = plan(SONNET, asked(OBJECT));

    assertThat(plan.request().outputSchema())
        .isEqualTo(
            json(
                "{'type':'object','properties':{'b':{'type':'string'},"
                    + "'a':{'type':'integer','description':'minimum=1'}},"
                    + "'additionalProperties':false}"));
    assertThat(plan.request().toolConfig()).isNull();
    assertThat(format(plan)).isEqualTo(new AnswerFormat(schema(OBJECT), false, true));
    assertThat(plan.warnings()).isEmpty();
  }

  /** Schemas of older drafts, and with mistakes: what cannot be enforced is checked at the end. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "{'type':'number','minimum':1,'exclusiveMinimum':true} =>"
            + " {'type':'number','description':'exclusiveMinimum=1'}",
        "{'type':'number','maximum':1,'exclusiveMaximum':true} =>"
            + " {'type':'number','description':'exclusiveMaximum=1'}",
        "{'type':'number','minimum':1,'exclusiveMinimum':false} =>"
            + " {'type':'number','description':'minimum=1'}",
        "{'type':'number','exclusiveMinimum':true} => {'type':'number'}",
        "{'type':'number','minimum':'3'} => {'type':'number'}",
        "{'type':'array','items':{'type':'str'},'minItems':1.0,'maxItems':'4'} =>"
            + " {'type':'array','items':{'type':'string'},'minItems':1}",
        "{'type':'array','uniqueItems':true} =>"
            + " {'type':'array','description':'uniqueItems=true'}"
      })
  void native_isToldNoKeywordThatItRefuses(String property, String told) {
    String schema = "{'type':'object','properties':{'a':%s}}".formatted(property);
    Plan plan = plan(SONNET, asked(schema));

    assertThat(plan.request().outputSchema())
        .isEqualTo(
            json(
                "{'type':'object','properties':{'a':%s},'additionalProperties':false}"
                    .formatted(told)));
    assertThat(format(plan)).isEqualTo(new AnswerFormat(schema(schema), false, true));
  }

  @Test
  void native_isNotAskedFor_whereMoreUnionsWouldHaveToBeCompiledThanMayBe() {
    assertThat(plan(SONNET, asked(unions(16))).request().outputSchema()).isNotNull();
    Plan many = plan(SONNET, asked(unions(17)));
    assertThat(many.request().outputSchema()).isNull();
    assertThat(tool(many).inputSchema()).containsKey("properties");
  }

  private static String unions(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'p" + i + "':{'type':['string','null']}")
        .collect(Collectors.joining(",", "{'type':'object','properties':{", "}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{'type':'array','items':{'type':'string'}}",
        "{'type':'string'}",
        "{'enum':['a','b']}",
        "{'type':['object','null'],'properties':{'a':{'type':'null'}}}",
        "{'anyOf':[{'type':'string'},{'type':'null'}]}"
      })
  void rootThatIsNoObject_isWrapped(String schema) {
    Plan enforced = plan(SONNET, asked(schema));
    String wrapped = Objects.requireNonNull(enforced.request().outputSchema());
    assertThat(wrapped)
        .startsWith(json("{'type':'object','properties':{'value':{"))
        .endsWith(json("},'required':['value'],'additionalProperties':false}"));
    assertThat(format(enforced)).isEqualTo(new AnswerFormat(schema(schema), true, false));

    Plan forced = plan("nova-pro", asked(schema));
    assertThat(tool(forced).inputSchema()).containsKeys("properties", "required");
    assertThat(format(forced).wrapped()).isTrue();

    Plan words = plan("llama3.3", asked(schema));
    assertThat(format(words)).isEqualTo(new AnswerFormat(schema(schema), false, true));
  }

  @Test
  void references_leadWhereTheyLed_whenTheRootMoves() {
    Map<String, @Nullable Object> around =
        ObjectSchema.around(
            schema(
                "{'$schema':'x','$ref':'#/$defs/n','$defs':{'n':{'anyOf':[{'$ref':'#'},"
                    + "{'$ref':'#/definitions/m'},{'$ref':'#/items/a'},{'const':{'$ref':'#'}}]}},"
                    + "'definitions':{'m':true},'default':{'$ref':'#'}}"));

    assertThat(JsonObjects.write(around))
        .isEqualTo(
            json(
                "{'type':'object','properties':{'value':{'$ref':'#/$defs/n','default':{'$ref':'#'}}},"
                    + "'required':['value'],'additionalProperties':false,"
                    + "'$defs':{'n':{'anyOf':[{'$ref':'#/properties/value'},"
                    + "{'$ref':'#/definitions/m'},{'$ref':'#/properties/value/items/a'},"
                    + "{'const':{'$ref':'#'}}]}},'definitions':{'m':true}}"));
  }

  @Test
  void forcedTool_goesOutAtOnce() {
    Plan plan = plan("nova-pro", asked(OBJECT));

    assertThat(toolConfig(plan).toolChoice()).isEqualTo(new ToolChoice.Tool("answer"));
    assertThat(format(plan)).isEqualTo(new AnswerFormat(schema(OBJECT), false, false));
    assertThat(plan.request().system()).isEmpty();
  }

  @Test
  void toolThatCannotBeForcedWhileTheModelThinks_isOffered_andTheAnswerHeld() {
    Plan plan = plan("claude-opus-4.1", asked(OBJECT).reasoning(new Reasoning.On()));

    assertThat(toolConfig(plan).toolChoice()).isNull();
    assertThat(tool(plan).name()).isEqualTo("answer");
    assertThat(plan.request().system())
        .containsExactly(Plans.text("Give your answer by calling the tool answer."));
    assertThat(format(plan).held()).isTrue();
    assertThat(plan.warnings()).hasSize(1).first().asString().contains("held until it is valid");
  }

  @Test
  void inWords_theAnswerIsHeld() {
    Plan plan = plan("llama3.3", asked(ARRAY));

    assertThat(plan.request().toolConfig()).isNull();
    assertThat(plan.request().system())
        .first()
        .asString()
        .contains("JSON Schema")
        .contains("items");
    assertThat(format(plan)).isEqualTo(new AnswerFormat(schema(ARRAY), false, true));
  }

  @Test
  void anyJson_isNotHeld() {
    Plan plan = plan(SONNET, call().outputFormat(new OutputFormat.Json()));

    assertThat(format(plan)).isEqualTo(new AnswerFormat(null, false, false));
  }

  @Test
  void answerThatTheCallerBegan_isBegunAnew_whereJsonIsAskedFor() {
    Plan plan =
        plan(
            "claude-3-haiku",
            Plans.call(Turn.user("Hi"), Turn.assistant("{")).outputFormat(new OutputFormat.Json()));

    assertThat(plan.request().messages()).hasSize(3);
  }

  private static ChatCall.Builder call() {
    return Plans.call(Turn.user("Hi"));
  }

  private static ChatCall.Builder asked(String schema) {
    return call().outputFormat(new OutputFormat.JsonSchema(null, schema(schema), null));
  }

  private static Map<String, @Nullable Object> schema(String schema) {
    return Objects.requireNonNull(JsonObjects.parse(json(schema)));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static AnswerFormat format(Plan plan) {
    return Objects.requireNonNull(plan.answer().format());
  }

  private static ToolConfiguration toolConfig(Plan plan) {
    return Objects.requireNonNull(plan.request().toolConfig());
  }

  private static ToolSpecification tool(Plan plan) {
    return List.copyOf(toolConfig(plan).tools()).get(0);
  }
}
