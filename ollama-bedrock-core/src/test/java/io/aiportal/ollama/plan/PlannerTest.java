package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent.Document;
import io.aiportal.ollama.chat.ChatContent.Image;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import io.aiportal.ollama.model.ConversationTraits;
import io.aiportal.ollama.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

  private static final String ROOM_TO_THINK =
      "the answer can have more tokens than wanted: the model needs room to think";

  private static final Map<String, @Nullable Object> ARRAY = Map.of("type", "array");

  /** Nobody but Bedrock knows how long an answer of a model may be that nobody described. */
  @ParameterizedTest
  @ValueSource(
      strings = {"newco.seer-v1:0", "us.anthropic.claude-poet-9", "amazon.nova-ultra-v9:0"})
  void maxTokens_ofAModelThatNobodyDescribed_goOutAsTheyAre(String model) {
    Plan plan = plan(model, Plans.call(Turn.user("Hi")).maxTokens(300_000));

    assertThat(plan.request().inferenceConfig().maxTokens()).isEqualTo(300_000);
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan(model, Plans.call(Turn.user("Hi"))).request().inferenceConfig().maxTokens())
        .isBetween(4_096, 8_192);
  }

  @Test
  void plainCall_isPlannedWithoutAWord() {
    Plan plan = plan(SONNET, Turn.user("Hi"));

    assertThat(plan.request().modelId()).isEqualTo(Plans.model(SONNET).modelId());
    assertThat(plan.request().requestMetadata()).isEmpty();
    assertThat(plan.request().additionalModelResponseFieldPaths()).isEmpty();
    assertThat(plan.answer().json()).isEqualTo(JsonText.NONE);
    assertThat(plan.answer().showReasoning()).isTrue();
    assertThat(plan.streaming()).isTrue();
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void model_thatStreamsNothing_answersWhole() {
    Model model =
        Plans.model(
            SONNET,
            traits ->
                traits.conversation(
                    new ConversationTraits(
                        false, true, false, true, ConversationTraits.StructuredOutput.NATIVE)));

    assertThat(Planner.plan(Plans.call(Turn.user("Hi")).build(), model).streaming()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1,1,false", "64000,64000,false", "64001,64000,true"})
  void maxTokens_areKeptWithinTheModelsLimit(int wanted, int taken, boolean told) {
    Plan plan = plan(SONNET, Plans.call(Turn.user("Hi")).maxTokens(wanted));

    assertThat(plan.request().inferenceConfig().maxTokens()).isEqualTo(taken);
    assertThat(plan.warnings())
        .isEqualTo(
            told
                ? List.of("the answer can have 64000 tokens, fewer than the 64001 that are wanted")
                : List.of());
  }

  /** Whether it has it is learned when it refuses. */
  @Test
  void limitThatSourcesDispute_isTheLargerOne() {
    Plan plan = plan("gpt-oss:120b", Plans.call(Turn.user("Hi")).maxTokens(100_000));

    assertThat(plan.request().inferenceConfig().maxTokens()).isEqualTo(100_000);
    assertThat(plan.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"5,true", "30000,false"})
  void maxTokens_thatLeaveNoRoomToThink_areRaisedAndTold(int wanted, boolean told) {
    Plan plan =
        plan(
            SONNET,
            Plans.call(Turn.user("Hi"))
                .maxTokens(wanted)
                .reasoning(new Reasoning.Effort(Reasoning.Level.HIGH)));

    assertThat(plan.warnings().contains(ROOM_TO_THINK)).isEqualTo(told);
    assertThat(plan.request().inferenceConfig().maxTokens() > wanted).isEqualTo(told);
  }

  @Test
  void additionalFields_takeThePlaceOfOurs() {
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    own.put("thinking", Map.of("type", "disabled"));
    own.put("anthropic_beta", List.of("x"));
    own.put("nothing", null);
    Plan plan =
        plan(
            "claude-sonnet-5",
            Plans.call(Turn.user("Hi"))
                .reasoning(new Reasoning.Effort(Reasoning.Level.LOW))
                .additionalFields(own));

    Map<String, @Nullable Object> expected = new LinkedHashMap<>(own);
    expected.put("output_config", Map.of("effort", "low"));
    assertThat(plan.request().additionalModelRequestFields()).isEqualTo(expected);
  }

  @Test
  void fieldsOfTheAnswer_areAskedForTogetherWithTheStopSequence() {
    ChatCall.Builder call =
        Plans.call(Turn.user("Hi"))
            .stopSequences(List.of("END"))
            .additionalFieldPaths(List.of("/a", "/b"));

    assertThat(paths(SONNET, call)).containsExactly("/a", "/b", "/stop_sequence");
    assertThat(paths("nova-pro", call)).containsExactly("/a", "/b");
    assertThat(paths(SONNET, call.stopSequences(List.of(" ")))).containsExactly("/a", "/b");
    assertThat(
            paths(
                SONNET,
                call.stopSequences(List.of("END")).additionalFieldPaths(List.of("/stop_sequence"))))
        .containsExactly("/stop_sequence");
  }

  @Test
  void fieldsOfTheAnswer_areTenAtMost() {
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "/" + i).toList();
    List<String> eleven = new ArrayList<>(ten);
    eleven.add("/more");

    assertThat(plan(SONNET, Plans.call().additionalFieldPaths(ten)).warnings()).isEmpty();
    Plan plan = plan(SONNET, Plans.call().additionalFieldPaths(eleven));
    assertThat(plan.request().additionalModelResponseFieldPaths()).isEqualTo(ten);
    assertThat(plan.warnings())
        .containsExactly("some fields of the answer are left out: Bedrock gives ten");
  }

  @Test
  void turnsThatWereLeftOut_areTold() {
    ContextPolicy policy = new ContextPolicy(null, null, 2048);
    assertThat(plan(SONNET, Plans.call(Turn.user("Hi")).contextPolicy(policy)).warnings())
        .isEmpty();
    assertThat(
            plan(SONNET, Plans.call(Turn.user("Hi")).contextPolicy(policy.shortened())).warnings())
        .containsExactly(
            "the oldest turns are left out: the conversation is longer than the model's window");
  }

  @Test
  void json_isLookedForByTheRootOfTheSchema() {
    assertThat(json("llama3.3", new OutputFormat.Json())).isEqualTo(JsonText.OBJECT_OR_ARRAY);
    assertThat(json("llama3.3", schema(Map.of("type", "object")))).isEqualTo(JsonText.OBJECT);
    assertThat(json("llama3.3", schema(Map.of("properties", Map.of())))).isEqualTo(JsonText.OBJECT);
    assertThat(json("llama3.3", schema(ARRAY))).isEqualTo(JsonText.ARRAY);
    assertThat(json("llama3.3", schema(Map.of("type", "string")))).isEqualTo(JsonText.ANY);
    assertThat(json("llama3.3", schema(Map.of()))).isEqualTo(JsonText.ANY);
    assertThat(json(SONNET, schema(Map.of("properties", Map.of("a", Map.of())))))
        .isEqualTo(JsonText.OBJECT);
    assertThat(json("nova-pro", schema(Map.of("type", "object")))).isEqualTo(JsonText.OBJECT);
    assertThat(json("nova-pro", schema(ARRAY))).isEqualTo(JsonText.ANY);
  }

  @Test
  void schema_thatIsOnlyToldInWords_isWarnedOf() {
    assertThat(plan("llama3.3", format(schema(ARRAY))).warnings())
        .containsExactly(
            "the model is only told of the format's schema: its answer is held until it is valid");
    assertThat(
            plan(
                    SONNET,
                    format(
                        new OutputFormat.JsonSchema(
                            null, Map.of("properties", Map.of("a", Map.of())), true)))
                .warnings())
        .isEmpty();
  }

  @Test
  void instruction_standsBehindTheSystemsOwnWords() {
    Plan plan =
        plan(
            "llama3.3",
            Plans.call(Turn.system("Be brief."), Turn.user("Hi"))
                .outputFormat(new OutputFormat.Json()));

    assertThat(plan.request().system()).hasSize(2).startsWith(new ContentBlock.Text("Be brief."));
  }

  @Test
  void call_thatTheModelCannotTake_isRefused() {
    Turn image = Turn.of(Role.USER, new Image(Plans.PNG));
    Turn document = Turn.of(Role.USER, new Document("pdf", null, new byte[] {1}));
    Turn inside =
        Turn.of(Role.USER, new ToolResult(null, null, List.of(new Image(Plans.PNG)), null));
    Plans.assertRefused("titan-embed-text-v2", Plans.call(Turn.user("Hi")), "makes embeddings");
    Plans.assertRefused("llama3.3", Plans.call(image), "the model cannot see images");
    Plans.assertRefused("llama3.3", Plans.call(inside), "the model cannot see images");
    Plans.assertRefused("gpt-oss", Plans.call(document), "the model cannot read documents");
    Plans.assertRefused(
        "deepseek-r1",
        Plans.call(Turn.user("Hi")).tools(List.of(Plans.tool("t"))),
        "the model cannot call tools");
    Plans.assertRefused(
        SONNET, Plans.call(Turn.user("Hi")).maxTokens(0), "room for at least one token");
    assertThat(
            plan(
                    "deepseek-r1",
                    Plans.call(Turn.user("Hi"))
                        .tools(List.of(Plans.tool("t")))
                        .toolChoice(new ToolUsage.None()))
                .request()
                .toolConfig())
        .isNull();
  }

  @Test
  void blocks_whereTheyMakeNoSense_areRefused() {
    Plans.assertRefused(
        SONNET,
        Plans.call(Turn.of(Role.USER, Plans.use("a", "t"))),
        "only the assistant calls tools");
    Plans.assertRefused(
        SONNET,
        Plans.call(Turn.of(Role.SYSTEM, Plans.use("a", "t"))),
        "only the assistant calls tools");
    Plans.assertRefused(
        SONNET,
        Plans.call(Turn.of(Role.ASSISTANT, Plans.result("a", "done"))),
        "results of tools are the user's to give");
    Plans.assertRefused(
        SONNET,
        Plans.call(
            Turn.of(Role.USER, new ToolResult("a", null, List.of(Plans.use("a", "t")), null))),
        "the result of a tool can hold text, images, documents and search results, and nothing"
            + " else");
  }

  @Test
  void image_ofUnknownFormat_isRefused() {
    assertThatThrownBy(() -> plan(SONNET, Turn.of(Role.USER, new Image(new byte[] {1, 2, 3}))))
        .isInstanceOf(CallException.class)
        .hasMessageContaining("send PNG, JPEG, GIF or WebP");
  }

  @Test
  void sameCall_becomesTheSamePlan() {
    ChatCall call =
        Plans.call(Turn.system("s"), Turn.of(Role.USER, new Text("a")))
            .sampling(new Sampling(0.5, null, 1))
            .build();

    assertThat(Planner.plan(call, Plans.model(SONNET)))
        .isEqualTo(Planner.plan(call, Plans.model(SONNET)));
  }

  private static List<String> paths(String model, ChatCall.Builder call) {
    return plan(model, call).request().additionalModelResponseFieldPaths();
  }

  private static ChatCall.Builder format(OutputFormat format) {
    return Plans.call(Turn.user("Hi")).outputFormat(format);
  }

  private static OutputFormat schema(Map<String, @Nullable Object> schema) {
    return new OutputFormat.JsonSchema(null, schema, null);
  }

  private static JsonText json(String model, OutputFormat format) {
    return plan(model, format(format)).answer().json();
  }
}
