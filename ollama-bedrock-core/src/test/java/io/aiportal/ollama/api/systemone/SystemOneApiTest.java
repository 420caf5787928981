package io.aiportal.ollama.api.systemone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemOneApiTest {

  private static final ModelCatalogue MODELS =
      ModelCatalogue.builtIn("us-east-1")
          .withOverrides(
              List.of(
                  new ModelOverride("nova-lite", null, Map.of("decision", true)),
                  new ModelOverride("gpt-oss:20b", null, Map.of("decision", true)),
                  new ModelOverride("nova-micro", null, Map.of("decision", true))));

  private static final String THREE =
      """
      {"model":"nova-lite","state":{"total":1250.0,"note":"<b>"},"questions":{
        "label":{"type":"choice","instructions":"Which one?",
                 "criteria":{"billing":"Payments","bug":null,"other":""}},
        "refund":{"type":"noul","instructions":"Is a refund wanted?"},
        "urgency":{"type":"score","instructions":{"ask":"How urgent?"},
                   "criteria":["Routine","Soon","Urgent"]}}}""";

  private static SystemOneRequest read(String json) {
    return SystemOneApi.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ChatCall call(String json) {
    ModelRequest asked = SystemOneApi.modelRequest(read(json));
    asked.resolve().apply(MODELS);
    return asked.call().get();
  }

  private static SystemOneResponse answer(String json, String said, TokenUsage usage) {
    List<WholeText> whole = new ArrayList<>();
    AnswerSink sink = SystemOneApi.answer(whole::add);
    sink.start();
    sink.text("what an attempt before it said");
    sink.start();
    sink.reasoning("hm");
    sink.text(said.substring(0, 1));
    sink.text(said.substring(1));
    sink.end(new AnswerEnd(StopReason.END_TURN, null, Map.of(), usage, 0, false));
    return SystemOneApi.response(read(json), whole.get(0), usage);
  }

  private static String written(String json, String said, TokenUsage usage) {
    return new String(SystemOneApi.write(answer(json, said, usage)), StandardCharsets.UTF_8);
  }

  @Test
  void request_isReadAsGoReadsIt() {
    SystemOneRequest request =
        read(
            """
            {"MODEL":"m","state":"s","images":["aW1n",[1,2]],"videos":null,"keep_alive":"1h","extra":{},
             "questions":{"a":{"Type":"noul"}}} and more""");
    assertThat(request.model()).isEqualTo("m");
    assertThat(request.images()).containsExactly(new byte[] {'i', 'm', 'g'}, new byte[] {1, 2});
    assertThat(request.videos()).isFalse();
    assertThat(request.keepAlive()).isEqualTo(Duration.ofHours(1));
    assertThat(request.questions())
        .containsExactly(Map.entry("a", new QuestionParam("noul", null, QuestionParam.NONE)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``             | missing request body",
        "{              | unexpected EOF",
        "[]             | json: cannot unmarshal array into Go value of type decision.Request",
        "{\"model\":5}  | json: cannot unmarshal number into Go struct field Request.model of type string",
        "{\"images\":[\"data:image/png;base64,aW1n\"]} | illegal base64 data at input byte 4",
        "{\"questions\":[]} | Value looks like object, but can't find closing '}' symbol",
        "{\"questions\":{\"x\":5}} | json: cannot unmarshal number into Go value of type decision.Question",
        "{\"questions\":{\"x\":{\"type\":5}}} | json: cannot unmarshal number into Go struct field Question.type of type string",
        "{\"keep_alive\":\"60\"} | time: missing unit in duration \"60\"",
      })
  void body_thatIsNone_isRefusedInGosWords(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage(message);
  }

  @Test
  void text_mayHave64KiB_andImagesDoNotRaiseThat() {
    String rest = "{\"state\":\"\"}";
    String most = "{\"state\":\"" + "<".repeat((64 << 10) - rest.length()) + "\"}";
    assertThat(read(most).state()).asString().hasSize((64 << 10) - rest.length());
    assertTooLarge(
        most.replaceFirst("<", "<<"), "request body must not exceed 64 KiB without images");
    String image = "\"images\":[\"" + "aW1n".repeat(50_000) + "\"]";
    assertThat(read("{\"state\":\"s\"," + image + "}").images().get(0)).hasSize(150_000);
    assertTooLarge(
        most.replaceFirst("}$", "," + image + "}"),
        "request body must not exceed 64 KiB without images");
  }

  @Test
  void body_mayHave32MiB() {
    byte[] body = new byte[SystemOneApi.MOST_BYTES + 1];
    assertThatThrownBy(() -> SystemOneApi.read(body))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(413))
        .hasMessage("request body must not exceed 32 MiB with images");
  }

  private static void assertTooLarge(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(413))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``               | 400 | model is required",
        "\\u00a0          | 400 | model is required",
        "nope             | 404 | model \"nope\" not found, try pulling it first",
        "nope:cloud       | 403 | ollama cloud is disabled: remote model is unavailable",
        "a b              | 400 | invalid model name",
        "Nova-Pro         | 400 | \"Nova-Pro\" does not support decision: not a llama.cpp decision model",
        "nova-lite        | 400 | questions must contain 1–64 fields",
      })
  void model_isLookedAtBeforeTheQuestions(String model, int status, String message) {
    ModelRequest asked =
        SystemOneApi.modelRequest(read("{\"model\":\"" + model + "\",\"state\":5}"));
    assertThatThrownBy(() -> asked.resolve().apply(MODELS))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(status))
        .hasMessage(message);
  }

  @Test
  void call_asksForAnObjectOfNumbers_byCodes() {
    ChatCall call = call(THREE);
    assertThat(call.sampling()).isEqualTo(new Sampling(0.0, null, null));
    assertThat(call.reasoning()).isEqualTo(new Reasoning.Off());
    assertThat(call.maxTokens()).isEqualTo(64 + 16 * 8);
    assertThat(call.turns().get(1).content())
        .containsExactly(
            new ChatContent.Text(
                """
                <state>
                {"total":1250.0,"note":"<b>"}
                </state>

                Question q1: Which one?
                A = billing: Payments
                B = bug
                C = other

                Question q2: Is a refund wanted?
                A = false: No
                B = true: Yes

                Question q3: {"ask":"How urgent?"}
                A = Routine
                B = Soon
                C = Urgent
                """));
    OutputFormat.JsonSchema format = (OutputFormat.JsonSchema) call.outputFormat();
    assertThat(JsonObjects.write(format.schema()))
        .startsWith(
            "{\"type\":\"object\",\"properties\":{\"q1\":{\"type\":\"object\",\"properties\":{"
                + "\"A\":{\"type\":\"number\"},\"B\":{\"type\":\"number\"},"
                + "\"C\":{\"type\":\"number\"}},\"required\":[\"A\",\"B\",\"C\"],"
                + "\"additionalProperties\":false},\"q2\":")
        .endsWith("\"required\":[\"q1\",\"q2\",\"q3\"],\"additionalProperties\":false}");
  }

  @Test
  void call_bringsImagesFirst_andLeavesRoomForThinkingThatCannotBeTurnedOff() {
    String question =
        "\"state\":\"s\",\"questions\":{\"x\":{\"type\":\"noul\",\"instructions\":\"q\"}}}";
    ChatCall seen = call("{\"model\":\"nova-lite\",\"images\":[\"aW1n\"]," + question);
    assertThat(seen.turns().get(1).content().get(0)).isInstanceOf(ChatContent.Image.class);
    assertThat(seen.maxTokens()).isEqualTo(96);
    assertThat(call("{\"model\":\"gpt-oss:20b\"," + question).maxTokens()).isEqualTo(96 + 4096);
    assertThatThrownBy(() -> call("{\"model\":\"nova-micro\",\"images\":[\"aW1n\"]," + question))
        .hasMessage("image inputs are not supported by this decision model");
  }

  @Test
  void answer_isInTheOrderOfTheRequest_toTheLastByte() {
    assertThat(
            written(
                THREE,
                """
                {"q3":{"A":0.5,"B":0.5,"C":0},"q2":{"A":1,"B":"3"},"q1":{"A":0,"B":2,"C":-1}}""",
                new TokenUsage(100, 7, 20, 3)))
        .isEqualTo(
            "{\"model\":\"nova-lite\",\"answers\":{"
                + "\"label\":{\"type\":\"choice\",\"choice\":\"bug\",\"probabilities\":"
                + "{\"billing\":0,\"bug\":1,\"other\":0},\"confidence\":1},"
                + "\"refund\":{\"type\":\"noul\",\"noul\":0.75},"
                + "\"urgency\":{\"type\":\"score\",\"score\":0.5,"
                + "\"legend\":{\"0\":\"Routine\",\"1\":\"Soon\",\"2\":\"Urgent\"},"
                + "\"probabilities\":{\"0\":0.5,\"1\":0.5,\"2\":0},"
                + "\"confidence\":0.3690702464285426}},"
                + "\"usage\":{\"input_tokens\":123,\"output_tokens\":7},"
                + "\"prompt_eval_cached_count\":20}");
  }

  @Test
  void figures_followTheFormulas() {
    SystemOneResponse response =
        answer(
            THREE,
            "{\"q1\":{\"A\":1,\"B\":1,\"C\":1},\"q2\":{\"A\":0.1,\"B\":0.9},"
                + "\"q3\":{\"A\":0.1,\"B\":0.2,\"C\":0.7}}",
            new TokenUsage(1, 2, null, 0));
    SystemOneResponse.Choice choice = (SystemOneResponse.Choice) response.answers().get("label");
    assertThat(choice.choice()).isEqualTo("billing");
    assertThat(choice.confidence()).isCloseTo(0, within(1e-12)).isNotNegative();
    SystemOneResponse.Score score = (SystemOneResponse.Score) response.answers().get("urgency");
    assertThat(score.score()).isCloseTo(1.6, within(1e-12));
    double entropy = -(0.1 * Math.log(0.1) + 0.2 * Math.log(0.2) + 0.7 * Math.log(0.7));
    assertThat(score.confidence()).isCloseTo(1 - entropy / Math.log(3), within(1e-12));
    assertThat(response.promptEvalCachedCount()).isNull();
    assertThat(new String(SystemOneApi.write(response), StandardCharsets.UTF_8))
        .endsWith("\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{}",
        "{\"q1\":5,\"q2\":{\"A\":1,\"B\":0},\"q3\":{\"A\":1,\"B\":1,\"C\":1}}",
        "{\"q1\":{\"A\":1,\"B\":1}}",
        "{\"q1\":{\"A\":0,\"B\":-1,\"C\":0}}",
        "{\"q1\":{\"A\":1,\"B\":1,\"C\":null}}",
        "{\"q1\":{\"A\":1,\"B\":1,\"C\":\"much\"}}",
        "{\"q1\":{\"A\":1,\"B\":1,\"C\":1e999}}",
        "{\"q1\":{\"A\":1e308,\"B\":1e308,\"C\":1e308}}",
      })
  void answer_thatIsNone_isOllamasError(String said) {
    assertThatThrownBy(() -> answer(THREE, said, TokenUsage.NONE))
        .isInstanceOfSatisfying(
            CallException.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(500);
              assertThat(failure.kind()).isEqualTo(CallException.Kind.BAD_ANSWER);
            })
        .hasMessage("scorer returned the wrong number of candidates for \"label\"");
  }

  @ParameterizedTest
  @CsvSource({
    "GUARDRAIL_INTERVENED, Bedrock withheld the decision: guardrail intervened",
    "CONTENT_FILTERED,     Bedrock withheld the decision: content filtered",
  })
  void answer_thatWasWithheld_isNoDecision(StopReason reason, String message) {
    WholeText said =
        new WholeText(
            "{\"q1\":{\"A\":1,\"B\":1,\"C\":1}}",
            new AnswerEnd(reason, null, Map.of(), TokenUsage.NONE, 0, false));
    assertThatThrownBy(() -> SystemOneApi.response(read(THREE), said, TokenUsage.NONE))
        .isInstanceOfSatisfying(
            CallException.class, failure -> assertThat(failure.status()).isEqualTo(400))
        .hasMessage(message);
  }

  @Test
  void request_canBeMadeWithoutJson() {
    Map<String, QuestionParam> questions = new LinkedHashMap<>();
    questions.put("b", QuestionParam.choice("Which?", Map.of("x", "X")));
    questions.put("a", QuestionParam.noul("Is it?"));
    questions.put("c", QuestionParam.score("How much?", "low", "high"));
    SystemOneRequest request = SystemOneRequest.of("nova-lite", "state", questions);
    assertThat(request.questions().keySet()).containsExactly("b", "a", "c");
    assertThatThrownBy(() -> QuestionCheck.check(request, false))
        .hasMessage("question \"b\": criteria must contain 2–26 candidates");
  }
}
