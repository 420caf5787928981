package io.aiportal.ollama.api.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaApiTest {

  private static final ModelCatalogue MODELS = ModelCatalogue.builtIn("us-east-1");

  @Test
  void chat_becomesACallWithAllThatItHolds() {
    ChatCall call =
        OllamaApi.toChatCall(
            chat(
                """
                {"model": "m", "think": "high", "format": "json",
                 "options": {"temperature": 0, "top_p": 0.5, "top_k": 3.9, "num_predict": 7,
                             "num_ctx": 4096, "stop": ["END", " "]},
                 "tools": [{"function": {"name": "t", "description": "d",
                                         "parameters": {"type": "object"}}}],
                 "messages": [
                   {"role": "system", "content": "s"},
                   {"role": "User", "content": "u"},
                   {"role": "assistant", "content": "a", "thinking": "r",
                    "tool_calls": [{"id": "1", "function": {"name": "t", "arguments": {"x": 1}}}]},
                   {"role": "tool", "content": "out", "tool_name": "t", "tool_call_id": "1"},
                   {"role": "critic", "content": ""}]}
                """));

    assertThat(call)
        .isEqualTo(
            ChatCall.builder("m")
                .turns(
                    List.of(
                        Turn.system("s"),
                        Turn.user("u"),
                        Turn.of(
                            Turn.Role.ASSISTANT,
                            new ChatContent.ReasoningText("r", null),
                            new ChatContent.Text("a"),
                            new ChatContent.ToolUse("1", "t", Map.of("x", 1))),
                        Turn.of(
                            Turn.Role.USER,
                            new ChatContent.ToolResult(
                                "1", "t", List.of(new ChatContent.Text("out")), null)),
                        new Turn(Turn.Role.USER, List.of())))
                .tools(List.of(new ToolDefinition("t", "d", Map.of("type", "object"), null, null)))
                .toolChoice(ToolUsage.AUTO)
                .sampling(new Sampling(0.0, 0.5, 3))
                .maxTokens(7)
                .stopSequences(List.of("END", " "))
                .outputFormat(new OutputFormat.Json())
                .reasoning(new Reasoning.Effort(Reasoning.Level.HIGH))
                .contextPolicy(new ContextPolicy(null, null, 4096))
                .build());
  }

  @Test
  void images_standBeforeAUsersTextAndBehindAnyOther() {
    String message = "{\"role\": \"%s\", \"content\": \"c\", \"images\": [\"AQ==\", \"\"]}";
    for (String role : List.of("user", "system", "assistant")) {
      List<ChatContent> content = content(message.formatted(role));
      assertThat(content).hasSize(2);
      assertThat(content.get(role.equals("user") ? 0 : 1))
          .isInstanceOfSatisfying(
              ChatContent.Image.class, image -> assertThat(image.bytes()).containsExactly(1));
    }
    assertThat(content(message.formatted("tool")))
        .singleElement()
        .isInstanceOfSatisfying(
            ChatContent.ToolResult.class,
            result ->
                assertThat(result.content())
                    .hasSize(2)
                    .last()
                    .isInstanceOf(ChatContent.Image.class));
  }

  @Test
  void emptyParts_areNone() {
    Message silent = new Message("assistant", "", "", List.of(), List.of(), null, null);

    assertThat(OllamaApi.toChatCall(ChatRequest.of("m", silent)).turns())
        .containsExactly(new Turn(Turn.Role.ASSISTANT, List.of()));
  }

  @Test
  void think_becomesAWish() {
    assertThat(reasoning(Think.OFF)).isEqualTo(new Reasoning.Off());
    assertThat(reasoning(Think.ON)).isEqualTo(new Reasoning.On());
  }

  @ParameterizedTest
  @CsvSource({"minimal,MINIMAL", "low,LOW", "medium,MEDIUM", "high,HIGH", "max,MAX", "Low,", "'',"})
  void thinkByName_becomesAWish_whereALevelHasThatName(String name, Reasoning.Level level) {
    assertThat(reasoning(new Think(name)))
        .isEqualTo(level == null ? null : new Reasoning.Effort(level));
  }

  private static Reasoning reasoning(Think think) {
    return OllamaApi.toChatCall(ChatRequest.of("m", Message.user("Hi")).withThink(think))
        .reasoning();
  }

  @Test
  void defaults_areNotSaid() {
    assertThat(OllamaApi.toChatCall(ChatRequest.of("m", Message.user("Hi"))))
        .isEqualTo(ChatCall.of("m", List.of(Turn.user("Hi"))));
    assertThat(OllamaApi.toChatCall(GenerateRequest.of("m", "Hi")))
        .isEqualTo(ChatCall.of("m", List.of(Turn.user("Hi"))));
  }

  @Test
  void generate_becomesACallLikeAChat() {
    ChatCall call =
        OllamaApi.toChatCall(
            generate(
                """
                {"model": "m", "prompt": "p", "system": "s", "images": ["AQ=="], "think": false,
                 "format": {"type": "array"}, "options": {"num_predict": 3}}
                """));

    assertThat(call.turns().get(0)).isEqualTo(Turn.system("s"));
    assertThat(call.turns().get(1).content())
        .hasSize(2)
        .last()
        .isEqualTo(new ChatContent.Text("p"));
    assertThat(call.outputFormat())
        .isEqualTo(new OutputFormat.JsonSchema(null, Map.of("type", "array"), null));
    assertThat(call.reasoning()).isEqualTo(new Reasoning.Off());
    assertThat(call.maxTokens()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "0,", "-1,", "-2,", "0.9,", "1.9,1", "1e30,2147483647", "-1e30,"})
  void numPredict_belowOne_asksForTheDefault(String number, Integer maxTokens) {
    ChatRequest request =
        chat("{\"model\": \"m\", \"options\": {\"num_predict\": %s}}".formatted(number));

    assertThat(OllamaApi.toChatCall(request).maxTokens()).isEqualTo(maxTokens);
  }

  @Test
  void options_thatAreNull_areAbsent() {
    ChatRequest request =
        ChatRequest.of("m", Message.user("Hi")).withOptions(Collections.singletonMap("stop", null));

    assertThat(OllamaApi.toChatCall(request).stopSequences()).isEmpty();
    assertThat(OllamaApi.warnings(request)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_keep          | 'x'   | type integer",
        "seed              | 'x'   | type integer",
        "num_predict       | 'x'   | type integer",
        "top_k             | 'x'   | type integer",
        "repeat_last_n     | 'x'   | type integer",
        "num_ctx           | 'x'   | type integer",
        "num_batch         | 'x'   | type integer",
        "num_gpu           | 'x'   | type integer",
        "main_gpu          | 'x'   | type integer",
        "num_thread        | 'x'   | type integer",
        "draft_num_predict | 'x'   | type integer",
        "top_p             | 'x'   | type float32",
        "min_p             | 'x'   | type float32",
        "typical_p         | 'x'   | type float32",
        "temperature       | 'x'   | type float32",
        "repeat_penalty    | 'x'   | type float32",
        "presence_penalty  | 'x'   | type float32",
        "frequency_penalty | 'x'   | type float32",
        "use_mmap          | 1     | type boolean",
        "stop              | 'x'   | type array",
        "stop              | ['x', 1] | an array of strings",
      })
  void option_ofTheWrongType_isRefusedAsOllamaDoes(String name, String value, String kind) {
    ChatRequest chat =
        chat(
            "{\"model\": \"claude-3-haiku\", \"options\": {\"%s\": %s}}"
                .formatted(name, value.equals("x") ? "\"x\"" : value.replace('\'', '"')));
    GenerateRequest generate =
        new GenerateRequest(
            "m",
            "p",
            null,
            null,
            null,
            false,
            List.of(),
            List.of(),
            null,
            chat.options(),
            null,
            null,
            null);
    String sentence = "option \"" + name + "\" must be of " + kind;

    assertRefused(() -> OllamaApi.toChatCall(chat), 500, sentence);
    assertRefused(() -> OllamaApi.check(chat, model("claude-3-haiku")), 500, sentence);
    assertRefused(() -> OllamaApi.toChatCall(generate), 500, sentence);
    assertRefused(() -> OllamaApi.check(generate, model("claude-3-haiku")), 500, sentence);
  }

  @Test
  void options_withoutEffect_areTold() {
    assertThat(
            OllamaApi.warnings(
                chat(
                    """
                    {"model": "m", "options": {"temperature": 1, "top_p": 1, "top_k": 1,
                      "num_predict": 1, "num_ctx": 1, "stop": [], "seed": 1, "x\\"y": null,
                      "mirostat": 2}}
                    """)))
        .containsExactly(
            "option \"seed\" has no effect on Amazon Bedrock",
            "option \"mirostat\" has no effect on Amazon Bedrock");
    assertThat(
            OllamaApi.warnings(
                generate(
                    """
                    {"model": "m", "template": "t", "options": {"a\\"b": 1}}
                    """)))
        .containsExactly(
            "option \"a\\\"b\" has no effect on Amazon Bedrock",
            "template has no effect: models on Amazon Bedrock bring their own");
    assertThat(OllamaApi.warnings(GenerateRequest.of("m", "p"))).isEmpty();
  }

  @Test
  void formats() {
    assertThat(format("null")).isEqualTo(OutputFormat.TEXT);
    assertThat(format("\"\"")).isEqualTo(OutputFormat.TEXT);
    assertThat(format("\"json\"")).isEqualTo(new OutputFormat.Json());
    assertThat(format("{}")).isEqualTo(new OutputFormat.JsonSchema(null, Map.of(), null));
    assertRefused(
        () -> format("\"a\\\"b\""),
        500,
        "invalid format: \"\\\"a\\\\\\\"b\\\"\"; expected \"json\" or a valid JSON Schema object");
    assertRefused(
        () -> format("true"),
        500,
        "invalid format: \"true\"; expected \"json\" or a valid JSON Schema object");
  }

  @Test
  void formatAndOptions_thatAreNoJson_areRefused_andTheirTypeNamed() {
    String allowed =
        " where only maps with strings as keys, lists, strings, finite numbers, booleans and null"
            + " are allowed";
    ChatRequest request = ChatRequest.of("m");
    assertRefused(
        () -> OllamaApi.toChatCall(request.withFormat(new String[] {"json"})),
        400,
        "the format is a value of the Java type java.lang.String[]" + allowed);
    assertRefused(
        () -> OllamaApi.toChatCall(request.withOptions(Map.of("stop", new String[] {"END"}))),
        400,
        "option \"stop\" is a value of the Java type java.lang.String[]" + allowed);
    assertRefused(
        () -> OllamaApi.toChatCall(request.withOptions(Map.of("temperature", Double.NaN))),
        400,
        "option \"temperature\" is a value of the Java type java.lang.Double" + allowed);
    assertRefused(
        () -> OllamaApi.toChatCall(request.withFormat(List.of("json"))),
        500,
        "invalid format: \"[\\\"json\\\"]\"; expected \"json\" or a valid JSON Schema object");
    assertThatCode(() -> OllamaApi.toChatCall(request.withOptions(Map.of("unknown", Map.of()))))
        .doesNotThrowAnyException();
  }

  @Test
  void keysOfASchema_stayInTheirOrder() {
    OutputFormat.JsonSchema format =
        (OutputFormat.JsonSchema) format("{\"z\": 1, \"a\": 2, \"m\": 3}");

    assertThat(format.schema().keySet()).containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"system\": \"s\"", "\"template\": \"t\"", "\"context\": [1]"})
  void rawPrompt_takesNothingBeside(String field) {
    GenerateRequest raw =
        generate("{\"model\": \"m\", \"prompt\": \"p\", \"raw\": true, %s}".formatted(field));
    String sentence = "raw mode does not support template, system, or context";

    assertRefused(() -> OllamaApi.toChatCall(raw), 400, sentence);
    assertRefused(() -> OllamaApi.check(raw, model("titan-embed-text-v2")), 400, sentence);
  }

  @Test
  void thinking_byANameThatNoModelHas_isWarnedOf() {
    ChatRequest chat = ChatRequest.of("m", Message.user("Hi"));
    assertThat(OllamaApi.warnings(chat.withThink(new Think("Medium"))))
        .containsExactly("no model here thinks \"Medium\"");
    assertThat(OllamaApi.warnings(chat.withThink(new Think("")))).isEmpty();
    assertThat(OllamaApi.warnings(chat.withThink(Think.MAX))).isEmpty();
  }

  @Test
  void thinking_byWhateverName_isRefusedByAModelThatDoesNot() {
    ChatRequest chat = ChatRequest.of("x", Message.user("Hi"));
    assertRefused(
        () -> OllamaApi.check(chat.withThink(new Think("hard")), model("claude-3-haiku")),
        400,
        "\"x\" does not support thinking");
    assertThatCode(() -> OllamaApi.check(chat.withThink(new Think("")), model("claude-3-haiku")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-4.5, '[false, low, medium, high, max]', false",
    "claude-opus-4.6, '[false, low, medium, high, max]', false",
    "nova-2-lite, '[false, low, medium, high]', false",
    "gpt-oss:120b, '[low, medium, high]', medium",
    "deepseek-r1, '[true]', true"
  })
  void thinking_isToldAsTheModelTakesIt(String name, String values, String usual) {
    ThinkValues thinking = ThinkValues.of(model(name).traits());
    assertThat(thinking).isNotNull();
    assertThat(thinking.values()).hasToString(values).contains(thinking.usual());
    assertThat(thinking.usual()).hasToString(usual);
  }

  @Test
  void thinking_ofAModelThatDoesNot_isNotTold() {
    assertThat(ThinkValues.of(model("claude-3-haiku").traits())).isNull();
  }

  @Test
  void abilities_thatTheModelLacks_areRefusedInOllamasOrder() {
    Model haiku = model("claude-3-haiku");
    ChatRequest chat =
        ChatRequest.of("x:Y", Message.user("Hi"))
            .withTools(List.of(new Tool("t", null, null)))
            .withThink(Think.ON);
    assertRefused(() -> OllamaApi.check(chat, haiku), 400, "\"x:Y\" does not support thinking");
    assertRefused(
        () -> OllamaApi.check(chat, model("titan-embed-text-v2")),
        400,
        "\"x:Y\" does not support thinking");
    ChatRequest quiet = chat.withThink(Think.OFF);
    assertRefused(
        () -> OllamaApi.check(quiet, model("titan-embed-text-v2")),
        400,
        "\"x:Y\" does not support chat");
    assertRefused(
        () -> OllamaApi.check(quiet, model("deepseek-r1")),
        400,
        "registry.ollama.ai/library/x:Y does not support tools");
    assertThatCode(() -> OllamaApi.check(quiet, haiku)).doesNotThrowAnyException();
    assertThatCode(() -> OllamaApi.check(chat, model("claude-sonnet-4.5")))
        .doesNotThrowAnyException();
  }

  @Test
  void abilities_thatAPromptNeeds_areRefusedInOllamasOrder() {
    GenerateRequest suffixed =
        generate("{\"model\": \"x\", \"prompt\": \"p\", \"suffix\": \"s\", \"think\": true}");
    GenerateRequest unthinking =
        generate("{\"model\": \"x\", \"prompt\": \"p\", \"suffix\": \"s\"}");

    assertRefused(
        () -> OllamaApi.check(suffixed, model("claude-3-haiku")),
        400,
        "\"x\" does not support thinking");
    assertRefused(
        () -> OllamaApi.check(unthinking, model("titan-embed-text-v2")),
        400,
        "\"x\" does not support generate");
    assertRefused(
        () -> OllamaApi.check(unthinking, model("claude-3-haiku")),
        400,
        "registry.ollama.ai/library/x:latest does not support insert");
    assertThatCode(() -> OllamaApi.check(GenerateRequest.of("x", "p"), model("claude-3-haiku")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                            | false | false",
        ", 'messages': [], 'prompt': ''              | false | false",
        ", 'keep_alive': 0                           | false | true",
        ", 'keep_alive': '0s'                        | false | true",
        ", 'keep_alive': 5                           | false | false",
        ", 'keep_alive': -1                          | false | false",
        ", 'messages': [{}], 'prompt': 'p'           | true  | false",
        ", 'messages': [{}], 'prompt': 'p', 'keep_alive': 0 | true | false",
      })
  void loadAndUnload_areWhatAsksNothing(String fields, boolean asks, boolean unload) {
    String body = "{\"model\": \"m\"%s}".formatted(fields == null ? "" : fields.replace('\'', '"'));

    assertThat(OllamaApi.asksNothing(chat(body))).isEqualTo(!asks);
    assertThat(OllamaApi.asksNothing(generate(body))).isEqualTo(!asks);
    if (!asks) {
      String reason = DoneReason.ofLoading(chat(body).keepAlive());
      assertThat(reason).isEqualTo(unload ? "unload" : "load");
    }
  }

  @Test
  void modelsOfOllamasCloud_areRefusedAsOllamaDoes() {
    String name = "gpt-oss:120b-cloud";
    String refusal = "ollama cloud is disabled: remote model ";
    assertRefused(
        () -> OllamaApi.model(ChatRequest.of(name, Message.user("Hi")), MODELS),
        403,
        refusal + "is unavailable");
    assertRefused(
        () -> OllamaApi.model(GenerateRequest.of(name, "Hi"), MODELS),
        403,
        refusal + "is unavailable");
    assertRefused(
        () ->
            OllamaApi.toEmbedCall(
                OllamaApi.readEmbed(
                    "{\"model\":\"%s\",\"input\":\"a\"}".formatted(name).getBytes(UTF_8))),
        403,
        refusal + "is unavailable");
    assertRefused(
        () -> OllamaApi.show(ShowRequest.of(name), MODELS, SavedModels.NONE),
        403,
        refusal + "details are unavailable");
    assertThat(OllamaApi.refusalOfCloudModel(name)).hasMessage(refusal + "is unavailable");
    assertThat(OllamaApi.refusalOfCloudModel("nova-pro")).isNull();
    assertRefused(
        () -> OllamaApi.refuseCloud("{}".getBytes(UTF_8), "web search is unavailable"),
        403,
        "ollama cloud is disabled: web search is unavailable");
  }

  @Test
  void requestWithoutAModel_isRefusedAsOllamaDoes() {
    assertRefused(
        () -> OllamaApi.model(ChatRequest.of(" ", Message.user("Hi")), MODELS),
        400,
        "model is required");
    assertRefused(
        () -> OllamaApi.show(ShowRequest.of(""), MODELS, SavedModels.NONE),
        400,
        "model is required");
  }

  /** Clients that offer tools to every model are not refused by one that cannot call any. */
  @Test
  void optionalTools_areLeftOut_forAModelThatCannotCallAny() {
    String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}";
    String asking = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    List<String> warnings = new ArrayList<>();
    ModelRequest able =
        OllamaApi.withOptionalTools(chat(asking.formatted("nova-pro") + tools), warnings::add);
    assertThat(able.resolve().apply(MODELS).name()).startsWith("nova-pro");
    assertThat(able.call().get().tools()).hasSize(1);
    assertThat(warnings).isEmpty();
    ModelRequest unable =
        OllamaApi.withOptionalTools(chat(asking.formatted("llama3:8b") + tools), warnings::add);
    assertThat(unable.resolve().apply(MODELS).name()).startsWith("llama3");
    assertThat(unable.call().get().tools()).isEmpty();
    assertThat(warnings).containsExactly("tools have no effect: the model cannot call any");
    warnings.clear();
    ModelRequest without =
        OllamaApi.withOptionalTools(chat("{\"model\":\"llama3:8b\"}"), warnings::add);
    assertThat(without.resolve().apply(MODELS).name()).startsWith("llama3");
    assertThat(without.call().get()).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void templateOfAPrompt_whoseActionsDoNotEnd_isToldAsOllamaDoes() {
    assertRefused(
        () ->
            OllamaApi.toChatCall(
                generate("{\"model\":\"m\",\"prompt\":\"Hi\",\"template\":\"{{ .Prompt\"}")),
        500,
        "template: :1: unclosed action");
  }

  /** The context of an answer carries the conversation into the next prompt. */
  @Test
  void contextOfAnAnswer_isInItsLastLineAndItsRecord() {
    GenerateRequest request = generate("{\"model\":\"m\",\"prompt\":\"Hi\"}");
    List<GenerateResponse> records = new ArrayList<>();
    AnswerWriter lines = OllamaApi.generateLines(request, Clock.systemUTC());
    AnswerEnd end =
        new AnswerEnd(StopReason.END_TURN, null, Map.of(), new TokenUsage(1, 2, 0, 0), 3, true);
    for (AnswerSink sink :
        List.of(lines, OllamaApi.generateRecord(request, Clock.systemUTC(), records::add))) {
      sink.start();
      sink.text("Yes?");
      sink.end(end);
    }
    List<Integer> context = records.get(0).context();
    assertThat(OllamaApi.context(request, "Yes?", 100)).isNotEmpty().isEqualTo(context);
    assertThat(UTF_8.decode(lines.ready()).toString())
        .contains("\"context\":" + context.toString().replace(" ", ""));
    String next = "{\"model\":\"m\",\"prompt\":\"Well\",\"context\":" + context + "}";
    assertThat(OllamaApi.toChatCall(generate(next)).turns())
        .containsExactly(Turn.user("Hi"), Turn.assistant("Yes?"), Turn.user("Well"));
    AnswerWriter loaded = OllamaApi.generateLines(generate("{\"model\":\"m\"}"), Clock.systemUTC());
    assertThat(loaded.contentType()).startsWith("application/json");
  }

  @Test
  void show_isRead() {
    assertThat(OllamaApi.readShow("{\"name\": \"m\"}".getBytes(UTF_8)))
        .isEqualTo(new ShowRequest("m", false));
  }

  @Test
  void failure_isTheOneMemberOfABody() {
    assertThat(new String(OllamaApi.errorBody(CallException.badRequest("<no>\n")), UTF_8))
        .isEqualTo("{\"error\":\"\\u003cno\\u003e\\n\"}");
    assertThat(new String(OllamaApi.write(new VersionResponse("1.2.3")), UTF_8))
        .isEqualTo("{\"version\":\"1.2.3\"}");
  }

  private static List<ChatContent> content(String message) {
    ChatRequest request = chat("{\"model\": \"m\", \"messages\": [%s]}".formatted(message));
    return OllamaApi.toChatCall(request).turns().get(0).content();
  }

  private static OutputFormat format(String json) {
    return OllamaApi.toChatCall(chat("{\"model\": \"m\", \"format\": %s}".formatted(json)))
        .outputFormat();
  }

  private static ChatRequest chat(String body) {
    return OllamaApi.readChat(body.getBytes(UTF_8));
  }

  private static GenerateRequest generate(String body) {
    return OllamaApi.readGenerate(body.getBytes(UTF_8));
  }

  private static Model model(String name) {
    return MODELS.resolve(name).orThrow();
  }

  private static void assertRefused(ThrowingCallable call, int status, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CallException.class, refused -> assertThat(refused.status()).isEqualTo(status))
        .hasMessage(sentence);
  }
}
