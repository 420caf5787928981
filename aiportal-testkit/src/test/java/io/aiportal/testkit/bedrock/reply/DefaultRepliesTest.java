package io.aiportal.testkit.bedrock.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultRepliesTest {

  private static final String CLAUDE = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String NOVA = "eu.amazon.nova-pro-v1:0";

  private static final String WEATHER_TOOL =
      """
      {"toolSpec":{"name":"get_weather","description":"Current weather of a city",
        "inputSchema":{"json":{"type":"object",
          "properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},
          "required":["city"]}}}}
      """;

  private final DefaultReplies replies = new DefaultReplies();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Hello!                                | Hello! How can I help you today?
          What is 17*23?                        | 17*23 = 391
          What is 2 + 3 * (4 - 1)?              | 2 + 3 * (4 - 1) = 11
          what's 10 divided by 4                | 10 / 4 = 2.5
          What is 1,234 times 5,678?            | 1234 * 5678 = 7006652
          Count to 5                            | 1, 2, 3, 4, 5
          Please say "ok".                      | ok
          Reply with the single word: ok        | ok
          What is the capital of France?        | The capital of France is Paris.
          """)
  void answer_knownKindOfQuestion_isExact(String question, String answer) {
    assertThat(text(replies.answer(CLAUDE, Json.asking(question)))).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Who was born on 1815-12-10?",
        "Is 26/11/2026 a Thursday?",
        "Open https://example.org/a/2024/10-12 for me.",
        "Look at www.example.org/7/8 please.",
        "Suggest 3-5 names.",
        "Read pages 10 - 12 again.",
        "Meet at 12:30-13:00, or 2026-11-26T10:00:00+0100.",
        "Call 555-123-4567.",
        "Does 10.0.0.0/24 hold it?",
        "Is gpt-4-32 better than v1.2.0-3?",
        "Draw it in 1024x768.",
        "Follow {\"type\":\"object\",\"pattern\":\"^[0-9]{3} * 4\",\"example\":\"2 + 3\"}",
        "What is a 24/7 service?",
      })
  void answer_numbersThatAreNoSum_areNotReckoned(String question) {
    assertThat(text(replies.answer(CLAUDE, Json.asking(question)))).doesNotContain(" = ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          What is 7-3?                                   | 7-3 = 4
          10/4                                           | 10/4 = 2.5
          Calculate: 7x8.                                | 7 * 8 = 56
          On 2026-11-26, how much is 6 * 7?              | 6 * 7 = 42
          See http://localhost:8000/v1/2 and tell 2 + 3. | 2 + 3 = 5
          What is 8 - 5?                                 | 8 - 5 = 3
          {"a": "1 + 1"} What is (2 + 3) * 4?            | (2 + 3) * 4 = 20
          """)
  void answer_sumAmongOtherNumbers_isReckoned(String question, String answer) {
    assertThat(text(replies.answer(CLAUDE, Json.asking(question)))).isEqualTo(answer);
  }

  @Test
  void answer_topic_saysSomethingAboutIt() {
    assertThat(text(replies.answer(CLAUDE, Json.asking("Why is the sky so blue?"))))
        .contains("scatters short wavelengths");
  }

  @Test
  void answer_unknownQuestion_quotesIt() {
    String answer = text(replies.answer(CLAUDE, Json.asking("Who won the regatta of 1871?")));

    assertThat(answer).startsWith("You asked: “Who won the regatta of 1871?”");
  }

  @Test
  void answer_longText_hasAsManyWords() {
    String answer = text(replies.answer(CLAUDE, Json.asking("Write 250 words on portals.")));

    assertThat(answer.split(" ")).hasSize(250);
  }

  @Test
  void answer_nameToldBefore_remembersIt() {
    JsonNode request =
        Json.of(
            """
            {"messages":[
              {"role":"user","content":[{"text":"My name is Ada."}]},
              {"role":"assistant","content":[{"text":"Hello Ada."}]},
              {"role":"user","content":[{"text":"What is my name?"}]}]}
            """);

    assertThat(text(replies.answer(CLAUDE, request))).startsWith("Your name is Ada");
  }

  @Test
  void answer_sameRequest_isTheSame() {
    JsonNode request = withTools("Weather in Oslo?", WEATHER_TOOL);

    assertThat(replies.answer(CLAUDE, request)).isEqualTo(replies.answer(CLAUDE, request));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}",
        "{\"thinking\":{\"type\":\"adaptive\"}}"
      })
  void answer_thinkingClaude_signsItsThinking(String fields) {
    ModelReply reply = replies.answer(CLAUDE, asking("Hello", fields));

    Block.Reasoning reasoning = (Block.Reasoning) reply.blocks().get(0);
    assertThat(reasoning.text()).contains("Hello");
    assertThat(ReasoningSignature.isValid(String.valueOf(reasoning.signature()), reasoning.text()))
        .isTrue();
    assertThat(reply.blocks().get(1)).isInstanceOf(Block.Text.class);
  }

  @Test
  void answer_claudeThatHidesItsThinking_signsNothingShown() {
    String model = "us.anthropic.claude-sonnet-5";

    ModelReply hidden =
        replies.answer(model, asking("Hi", "{\"thinking\":{\"type\":\"adaptive\"}}"));
    ModelReply shown =
        replies.answer(
            model,
            asking("Hi", "{\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}}"));

    assertThat(hidden.blocks().get(0))
        .isEqualTo(new Block.Reasoning("", ReasoningSignature.of("")));
    assertThat(((Block.Reasoning) shown.blocks().get(0)).text()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          us.amazon.nova-2-lite-v1:0 | {"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}
          openai.gpt-oss-120b-1:0    | {"reasoning_effort":"high"}
          qwen.qwen3-32b-v1:0        | {"reasoning_config":"high"}
          us.deepseek.r1-v1:0        | {}
          """)
  void answer_thinkingModelThatDoesNotSign_thinksWithoutSignature(String model, String fields) {
    Block first = replies.answer(model, asking("Hi", fields)).blocks().get(0);

    assertThat(((Block.Reasoning) first).signature()).isNull();
  }

  @Test
  void answer_thinkingSwitchedOff_doesNotThink() {
    ModelReply reply =
        replies.answer(CLAUDE, asking("Hi", "{\"thinking\":{\"type\":\"disabled\"}}"));

    assertThat(reply.blocks()).hasSize(1).first().isInstanceOf(Block.Text.class);
  }

  @Test
  void answer_fittingTool_isCalledWithArgumentsOfTheQuestion() {
    ModelReply reply =
        replies.answer(
            NOVA, withTools("What is the weather in New York in fahrenheit?", WEATHER_TOOL));

    assertThat(reply.stopReason()).isEqualTo("tool_use");
    assertThat(calls(reply))
        .singleElement()
        .satisfies(call -> assertThat(call.name()).isEqualTo("get_weather"))
        .satisfies(
            call ->
                assertThat(call.input())
                    .isEqualTo(Json.of("{\"city\":\"New York\",\"unit\":\"fahrenheit\"}")));
  }

  @Test
  void answer_twoPlaces_callsTheToolForEach() {
    ModelReply reply =
        replies.answer(CLAUDE, withTools("weather in Paris and London", WEATHER_TOOL));

    assertThat(calls(reply))
        .extracting(call -> call.input().get("city").asText())
        .containsExactly("Paris", "London");
    assertThat(calls(reply)).extracting(Block.ToolUse::id).doesNotHaveDuplicates();
  }

  @Test
  void answer_twoToolsAskedFor_callsBoth() {
    String time =
        """
        {"toolSpec":{"name":"getTime","inputSchema":{"json":{"type":"object",
          "properties":{"place":{"type":"string"}},"required":["place"]}}}}
        """;

    ModelReply reply =
        replies.answer(
            CLAUDE, withTools("What are the weather and the time in Oslo?", WEATHER_TOOL, time));

    assertThat(calls(reply))
        .extracting(Block.ToolUse::name)
        .containsExactlyInAnyOrder("get_weather", "getTime");
  }

  @Test
  void answer_sumAndCalculator_callsIt() {
    String calculator =
        """
        {"toolSpec":{"name":"calculate","description":"Evaluates an expression",
          "inputSchema":{"json":{"type":"object",
            "properties":{"expression":{"type":"string"}},"required":["expression"]}}}}
        """;

    ModelReply reply =
        replies.answer(CLAUDE, withTools("What is 15 * 8?", calculator, WEATHER_TOOL));

    assertThat(calls(reply))
        .extracting(call -> call.input().get("expression").asText())
        .containsExactly("15 * 8");
  }

  @Test
  void answer_noFittingTool_answersInText() {
    ModelReply reply = replies.answer(CLAUDE, withTools("Tell me a joke", WEATHER_TOOL));

    assertThat(reply.stopReason()).isEqualTo("end_turn");
    assertThat(text(reply)).contains("ladder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"any\":{}}", "{\"tool\":{\"name\":\"get_weather\"}}"})
  void answer_toolChoice_forcesTheCall(String choice) {
    ObjectNode request = withTools("Tell me a joke", WEATHER_TOOL);
    ((ObjectNode) request.get("toolConfig")).set("toolChoice", Json.of(choice));

    assertThat(calls(replies.answer(CLAUDE, request)))
        .extracting(Block.ToolUse::name)
        .containsExactly("get_weather");
  }

  @Test
  void answer_toolResults_areSaidInWords() {
    ObjectNode request = withTools("x", WEATHER_TOOL);
    request.set(
        "messages",
        Json.of(
            """
            [{"role":"user","content":[{"text":"weather in Paris and London"}]},
             {"role":"assistant","content":[
               {"toolUse":{"toolUseId":"a","name":"get_weather","input":{"city":"Paris"}}},
               {"toolUse":{"toolUseId":"b","name":"get_weather","input":{"city":"London"}}}]},
             {"role":"user","content":[
               {"toolResult":{"toolUseId":"b","content":[{"text":"{\\"sky\\":\\"grey\\",\\"degrees\\":9}"}]}},
               {"toolResult":{"toolUseId":"a","status":"error","content":[{"text":"out of order"}]}}]}]
            """));

    assertThat(text(replies.answer(CLAUDE, request)))
        .isEqualTo(
            """
            According to get_weather for city London: sky grey, degrees 9.
            I could not get an answer from get_weather for city Paris: out of order.\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"title":""}      | {"title":"The blue sky"}
          {"tags":[]}       | {"tags":["General","The blue sky"]}
          {"queries":[]}    | {"queries":["Why is the sky blue?"]}
          """)
  void answer_backgroundTask_isTheJsonItAsksFor(String shape, String answer) {
    String prompt =
        """
        ### Task:
        Generate something.
        ### Output:
        JSON format: %s
        ### Chat History:
        <chat_history>
        USER: Why is the sky blue?
        ASSISTANT: Because.
        </chat_history>
        """
            .formatted(shape);

    assertThat(Json.of(text(replies.answer(NOVA, Json.asking(prompt))))).isEqualTo(Json.of(answer));
  }

  @Test
  void answer_followUpTask_isThreeQuestions() {
    String prompt = "### Task:\nSuggest 3-5 follow-ups.\nJSON format: { \"follow_ups\": [\"Q1\"] }";

    JsonNode answer = Json.of(text(replies.answer(NOVA, Json.asking(prompt))));

    assertThat(answer.get("follow_ups")).hasSize(3).allMatch(q -> q.asText().endsWith("?"));
  }

  @Test
  void answer_systemAsksForJson_isJson() {
    ObjectNode request = (ObjectNode) Json.asking("What is 6 * 7?");
    request.set("system", Json.of("[{\"text\":\"Respond with a single JSON object only.\"}]"));

    assertThat(Json.of(text(replies.answer(NOVA, request))))
        .isEqualTo(Json.of("{\"answer\":\"6 * 7 = 42\"}"));
  }

  @Test
  void answer_instructedBeforeTheUsersWords_isJsonToTheEnd() {
    JsonNode request =
        Json.of(
            """
            {"messages":[
              {"role":"user","content":[{"text":"Answer with a single JSON value only."},{"text":"Hi"}]},
              {"role":"assistant","content":[{"text":"{}"}]},
              {"role":"user","content":[{"text":"What is 6 * 7?"}]}]}
            """);

    assertThat(Json.of(text(replies.answer("mistral.mistral-7b-instruct-v0:2", request))))
        .isEqualTo(Json.of("{\"answer\":\"6 * 7 = 42\"}"));
  }

  @Test
  void answer_asksForJsonWithKeys_hasThem() {
    String prompt = "What is 6 * 7? Return a JSON with 'setup' and `punchline` keys.";

    assertThat(Json.of(text(replies.answer(NOVA, Json.asking(prompt)))))
        .isEqualTo(Json.of("{\"setup\":\"6 * 7 = 42\",\"punchline\":\"6 * 7 = 42\"}"));
  }

  @Test
  void answer_systemAsksForJsonBySchema_followsIt() {
    ObjectNode request = (ObjectNode) Json.asking("Tell me about Canada.");
    request
        .putArray("system")
        .addObject()
        .put(
            "text",
            "Reply with JSON that follows this schema: {\"type\":\"object\",\"properties\":"
                + "{\"name\":{\"type\":\"string\"},\"languages\":{\"type\":\"array\",\"items\":"
                + "{\"type\":\"string\"}}},\"required\":[\"name\"]} and nothing else.");

    assertThat(Json.of(text(replies.answer(NOVA, request))))
        .isEqualTo(Json.of("{\"name\":\"Canada\",\"languages\":[\"English\",\"French\"]}"));
  }

  @Test
  void answer_questionAboutJson_isText() {
    assertThat(text(replies.answer(NOVA, Json.asking("How do I return JSON from a servlet?"))))
        .startsWith("You asked");
  }

  @Test
  void answer_outputSchema_isAnInstance() {
    ObjectNode request = (ObjectNode) Json.asking("Tell me about Japan.");
    request
        .putObject("outputConfig")
        .putObject("textFormat")
        .put("type", "json_schema")
        .putObject("structure")
        .putObject("jsonSchema")
        .put(
            "schema",
            "{\"type\":\"object\",\"properties\":{\"country\":{\"type\":\"string\"},"
                + "\"population\":{\"type\":\"integer\"}},\"required\":[\"country\",\"population\"],"
                + "\"additionalProperties\":false}");

    assertThat(Json.of(text(replies.answer(CLAUDE, request))))
        .isEqualTo(Json.of("{\"country\":\"Japan\",\"population\":124000000}"));
  }

  @Test
  void answer_image_namesFormatAndSize() {
    ObjectNode request = (ObjectNode) Json.asking("What is this?");
    ((ArrayNode) request.at("/messages/0/content"))
        .add(
            Json.of(
                "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\""
                    + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
                    + "\"}}}"));

    assertThat(text(replies.answer(CLAUDE, request)))
        .contains("a PNG image of 1 × 1 pixels, 70 bytes");
  }

  @Test
  void answer_fewTokens_cutsTheText() {
    ModelReply reply = replies.answer(CLAUDE, limited("Count to 100", "{\"maxTokens\":3}"));

    assertThat(text(reply)).isEqualTo("1, 2, 3, 4, ");
    assertThat(reply.stopReason()).isEqualTo("max_tokens");
    assertThat(reply.outputTokens()).isEqualTo(3);
  }

  @Test
  void answer_fewTokensInToolInput_breaksTheJson() {
    ObjectNode request = withTools("weather in Paris", WEATHER_TOOL);
    request.putObject("inferenceConfig").put("maxTokens", 5);

    ModelReply reply = replies.answer(CLAUDE, request);

    assertThat(reply.blocks())
        .singleElement()
        .isInstanceOfSatisfying(
            Block.CutToolUse.class, cut -> assertThat(cut.partialInput()).isEqualTo("{\"city\":"));
    assertThat(reply.stopReason()).isEqualTo("max_tokens");
  }

  @Test
  void answer_stopSequence_endsBeforeIt() {
    ModelReply reply =
        replies.answer(
            CLAUDE,
            limited("Count to 100", "{\"stopSequences\":[\" 9\",\", 7\"],\"maxTokens\":50}"));

    assertThat(text(reply)).isEqualTo("1, 2, 3, 4, 5, 6");
    assertThat(reply.stopReason()).isEqualTo("stop_sequence");
  }

  @Test
  void answer_asksForStopSequence_isTold() {
    ObjectNode request = limited("Count to 100", "{\"stopSequences\":[\" 9\",\", 7\"]}");
    request.putArray("additionalModelResponseFieldPaths").add("/stop_sequence");

    ModelReply reply = replies.answer(CLAUDE, request);

    assertThat(reply.toConverseResponse().path("additionalModelResponseFields"))
        .isEqualTo(Json.of("{\"stop_sequence\":\", 7\"}"));
    assertThat(reply.toStreamEvents())
        .anySatisfy(
            event ->
                assertThat(event.payload())
                    .isEqualTo(
                        Json.of(
                            """
                            {"additionalModelResponseFields":{"stop_sequence":", 7"},
                             "stopReason":"stop_sequence"}""")));
  }

  @Test
  void answer_cachePointAfterFewTokens_cachesNothing() {
    ObjectNode request = (ObjectNode) Json.asking("Hello");
    for (int tokens : List.of(1_023, 1_024)) {
      String text = "x".repeat(tokens * TokenEstimate.CHARACTERS_PER_TOKEN);
      request.set(
          "system",
          Json.of("[{\"text\":\"%s\"},{\"cachePoint\":{\"type\":\"default\"}}]".formatted(text)));

      assertThat(usage(replies.answer(CLAUDE, request)).cacheWriteTokens())
          .isEqualTo(tokens == 1_024 ? 1_024 : 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "us.anthropic.claude-sonnet-4-6,              true,  true",
    "amazon.nova-lite-v1:0,                       true,  true",
    "qwen.qwen3-32b-v1:0,                         true,  false",
    "zai.glm-5,                                   true,  false",
    "moonshotai.kimi-k2.5,                        true,  false",
    "moonshotai.kimi-k3,                          true,  true",
    "mistral.mistral-large-3-675b-instruct,       true,  false",
    "mistral.mistral-large-2402-v1:0,             true,  false",
    "openai.gpt-oss-120b-1:0,                     false, false",
    "moonshot.kimi-k2-thinking,                   false, false",
    "mistral.magistral-small-2509,                false, false",
    "nvidia.nemotron-super-3-120b,                false, false",
    "us.openai.gpt-6.1-sol,                       true,  true",
  })
  void answer_forcedTool_isCalledAsTheModelObeys(String model, boolean any, boolean tool) {
    ObjectNode request = withTools("Hello", WEATHER_TOOL);
    ObjectNode config = (ObjectNode) request.get("toolConfig");

    config.set("toolChoice", Json.of("{\"any\":{}}"));
    assertThat(calls(replies.answer(model, request)).isEmpty()).isNotEqualTo(any);
    config.set("toolChoice", Json.of("{\"tool\":{\"name\":\"get_weather\"}}"));
    assertThat(calls(replies.answer(model, request)).isEmpty()).isNotEqualTo(tool);
    config.remove("toolChoice");
    assertThat(calls(replies.answer(model, request))).isEmpty();
  }

  @Test
  void answer_callOfMistral_hasAnIdOfNineLettersAndDigits() {
    JsonNode request = withTools("What is the weather in Oslo?", WEATHER_TOOL);

    assertThat(calls(replies.answer("mistral.mistral-large-3-675b-instruct", request)).get(0).id())
        .matches("[a-zA-Z0-9]{9}");
    assertThat(calls(replies.answer("us.mistral.pixtral-large-2502-v1:0", request)).get(0).id())
        .startsWith("tooluse_");
  }

  @Test
  void answer_stopOfAModelThatHeedsNone_isPassedOver() {
    JsonNode request =
        Json.of(
            """
            {"messages":[{"role":"user","content":[{"text":"Count to 9"}]}],
             "inferenceConfig":{"stopSequences":[", 7"]}}
            """);

    ModelReply reply = replies.answer("us.meta.llama3-3-70b-instruct-v1:0", request);

    assertThat(text(reply)).endsWith("9");
    assertThat(reply.stopReason()).isEqualTo("end_turn");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          us.anthropic.claude-fable-5      | {}                                          | true
          us.anthropic.claude-sonnet-5-5   | {"thinking":{"type":"between_tools"}}       | false
          us.anthropic.claude-opus-4-6-v1  | {"reasoning_config":{"type":"enabled"}}     | true
          qwen.qwen3-32b-v1:0              | {"reasoning_effort":"high"}                 | true
          qwen.qwen3-32b-v1:0              | {"reasoning_effort":"low"}                  | false
          qwen.qwen3-32b-v1:0              | {"reasoning_config":"high"}                 | true
          minimax.minimax-m2.5             | {"reasoning_effort":"low"}                  | true
          google.gemma-3-12b-it            | {"reasoning_effort":"high"}                 | false
          openai.gpt-oss-120b-1:0          | {}                                          | true
          us.openai.gpt-6-sol              | {"reasoning":{"effort":"none"}}             | false
          us.openai.gpt-6-sol              | {"reasoning":{"effort":"low"}}              | true
          us.amazon.nova-2-lite-v1:0       | {"reasoningConfig":{"type":"enabled"}}      | true
          us.amazon.nova-2-lite-v1:0       | {"reasoningConfig":{"type":"disabled"}}     | false
          """)
  void answer_thinks_asTheModelDoes(String model, String fields, boolean thinks) {
    ModelReply reply = replies.answer(model, asking("Hello", fields));

    assertThat(reply.blocks().stream().anyMatch(Block.Reasoning.class::isInstance))
        .isEqualTo(thinks);
  }

  @Test
  void answer_betweenTools_thinksAfterATool() {
    ObjectNode request = (ObjectNode) toolAnswered();
    request.set(
        "additionalModelRequestFields", Json.of("{\"thinking\":{\"type\":\"between_tools\"}}"));

    assertThat(replies.answer("us.anthropic.claude-sonnet-5-5", request).blocks().get(0))
        .isInstanceOf(Block.Reasoning.class);
  }

  private static JsonNode toolAnswered() {
    return Json.of(
        """
        {"messages":[
          {"role":"user","content":[{"text":"Weather in Oslo?"}]},
          {"role":"assistant","content":[
            {"toolUse":{"toolUseId":"t","name":"get_weather","input":{"city":"Oslo"}}}]},
          {"role":"user","content":[
            {"toolResult":{"toolUseId":"t","content":[{"text":"Snow"}]}}]}],
         "toolConfig":{"tools":[%s]}}
        """
            .formatted(WEATHER_TOOL));
  }

  @Test
  void answer_cachePoint_isWrittenThenRead() {
    String text = "You are kind.".repeat(400);
    ObjectNode request = (ObjectNode) Json.asking("Hello");
    request.set(
        "system",
        Json.of("[{\"text\":\"%s\"},{\"cachePoint\":{\"type\":\"default\"}}]".formatted(text)));
    int prefix = TokenEstimate.of(text);
    int rest = TokenEstimate.ofRequest(request) - prefix;

    Usage first = usage(replies.answer(CLAUDE, request));
    Usage second = usage(replies.answer(CLAUDE, request));

    assertThat(first).isEqualTo(new Usage(rest, first.outputTokens(), 0, prefix));
    assertThat(second).isEqualTo(new Usage(rest, first.outputTokens(), prefix, 0));
  }

  @Test
  void answer_recordedRequests_areAnswered() {
    List<Recording> recorded =
        Recordings.find().stream()
            .flatMap(recordings -> recordings.of("converse").stream())
            .filter(recording -> recording.status() == 200)
            .toList();
    if (recorded.isEmpty()) {
      System.err.println("NOT RUN: replies to recorded requests; set " + Recordings.VARIABLE);
    }

    assertThat(recorded)
        .allSatisfy(
            recording -> {
              ModelReply reply = replies.answer(recording.model(), recording.request());
              assertThat(reply.blocks()).isNotEmpty();
              if (recording.request().at("/toolConfig/toolChoice").has("any")) {
                assertThat(calls(reply)).as(recording.id()).isNotEmpty();
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"in Aaa ", "say   ", "(1+", "{", "a b. ", "1 and "})
  void answer_longOddText_isAnswered(String part) {
    ModelReply reply = replies.answer(NOVA, Json.asking(part.repeat(50_000)));

    assertThat(text(reply)).isNotEmpty();
  }

  private static Usage usage(ModelReply reply) {
    Usage usage = reply.usage();
    assertThat(usage).isNotNull();
    return usage;
  }

  private static String text(ModelReply reply) {
    return ((Block.Text) reply.blocks().get(reply.blocks().size() - 1)).text();
  }

  private static List<Block.ToolUse> calls(ModelReply reply) {
    return reply.blocks().stream()
        .filter(Block.ToolUse.class::isInstance)
        .map(Block.ToolUse.class::cast)
        .toList();
  }

  private static JsonNode asking(String text, String additionalFields) {
    ObjectNode request = (ObjectNode) Json.asking(text);
    request.set("additionalModelRequestFields", Json.of(additionalFields));
    return request;
  }

  private static ObjectNode limited(String text, String inferenceConfig) {
    ObjectNode request = (ObjectNode) Json.asking(text);
    request.set("inferenceConfig", Json.of(inferenceConfig));
    return request;
  }

  private static ObjectNode withTools(String text, String... tools) {
    ObjectNode request = (ObjectNode) Json.asking(text);
    request.set("toolConfig", Json.of("{\"tools\":[" + String.join(",", tools) + "]}"));
    return request;
  }

  private static String cited(String source) {
    return """
    {"document":{"format":"%s","name":"plan","citations":{"enabled":true},"source":%s}}"""
        .formatted(source.contains("JVBERg") ? "pdf" : "txt", source);
  }

  private List<Block> citing(String... documents) {
    JsonNode request =
        Json.of(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"What do they say?\"},"
                + String.join(",", documents)
                + "]}]}");
    return replies.answer(CLAUDE, request).blocks();
  }

  @Test
  void answer_citesDocuments_eachByItsKindOfPlace() {
    List<Block> blocks =
        citing(
            "{\"document\":{\"format\":\"txt\",\"name\":\"other\",\"source\":{\"bytes\":\"YQ==\"}}}",
            cited("{\"bytes\":\"T25lLiBUd28u\"}"),
            cited("{\"content\":[{\"text\":\"A part\"},{\"text\":\"b\"}]}"),
            cited("{\"bytes\":\"JVBERg==\"}"));
    assertThat(blocks.stream().filter(Block.CitedText.class::isInstance))
        .containsExactly(
            citedText("One.", "One.", "documentChar", 1, 0, 4),
            citedText("A part", "A part", "documentChunk", 2, 0, 1),
            citedText("what its first page shows", "", "documentPage", 3, 1, 2));
    assertThat(blocks.get(0)).isEqualTo(new Block.Text("plan says: "));
  }

  private static Block citedText(
      String text, String quoted, String kind, int index, int start, int end) {
    return new Block.CitedText(
        text,
        List.of(
            Json.of(
                """
                {"title":"plan","sourceContent":[{"text":"%s"}],
                 "location":{"%s":{"documentIndex":%d,"start":%d,"end":%d}}}"""
                    .formatted(quoted, kind, index, start, end))));
  }

  @Test
  void answer_whoseCitedTextIsTooLong_isCutWithoutItsCitation() {
    ObjectNode request =
        (ObjectNode)
            Json.of(
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"?\"},"
                    + cited("{\"content\":[{\"text\":\"%s\"}]}".formatted("word ".repeat(20)))
                    + "]}]}");
    request.set("inferenceConfig", Json.of("{\"maxTokens\":10}"));
    ModelReply reply = replies.answer(CLAUDE, request);
    assertThat(reply.stopReason()).isEqualTo("max_tokens");
    assertThat(reply.blocks()).noneMatch(Block.CitedText.class::isInstance);
  }

  /** Patterns that repeat a group end Java's stack, if they may go back. */
  @ParameterizedTest
  @ValueSource(strings = {"1-", "'a', ", "a@b.", "1 - ", "(1 + ", "a/"})
  void questions_mayRepeatThemselves(String part) {
    String question = part.repeat(20_000) + "1 keys, as JSON";
    assertThat(text(replies.answer(CLAUDE, Json.asking(question)))).isNotEmpty();
  }
}
