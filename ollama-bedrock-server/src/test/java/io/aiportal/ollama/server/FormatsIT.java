package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.report.RequestMatcher;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers in JSON of models of every family and with every way to structured output: each is valid,
 * which another validator than ours tells, or an honest error.
 */
class FormatsIT {

  private static final int SCHEMAS = 1_200;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<String> PATHS =
      List.of("/api/chat", "/v1/chat/completions", "/v1/messages");

  private static final String OBJECT =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
          + "\"age\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":150}},"
          + "\"required\":[\"name\",\"age\"]}";

  /** Values of numbers, however they are written. */
  private static final Comparator<JsonNode> NUMBERS =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = new Portal(BedrockSimulator.builder().region("us-east-1").start(), Map.of());
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @BeforeEach
  void reset() {
    portal.bedrock().reset();
  }

  /**
   * A model of each way in each family says what was made for the schema, right or wrong: what
   * comes out is right, and an error comes only of a model that never was.
   */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everyAnswer_isValid_orAnHonestError() throws Exception {
    List<String> models = models();
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    int errors = 0;
    Random random = new Random(8);
    for (FormatCorpus.Entry entry : new FormatCorpus(7).entries(SCHEMAS)) {
      for (int i = 0; i < 2; i++) {
        String model = models.get(asked % models.size());
        List<JsonNode> said = said(entry, random.nextInt(4));
        Asked ask = new Asked(model, PATHS.get(asked % 3), asked % 2 == 0, entry, said);
        String problem = ask.problem();
        if (!problem.isEmpty()) {
          wrong.add(problem);
        }
        errors += ask.failed ? 1 : 0;
        asked++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(errors).isBetween(asked / 10, asked / 2);
  }

  /** Nothing is fetched, and no answer is passed on that nobody could check. */
  @ParameterizedTest
  @CsvSource({
    "/api/chat, http://json-schema.org/draft-04/schema#, claude-sonnet-4.6",
    "/v1/chat/completions, http://localhost:1234/integer.json, nova-pro",
    "/v1/messages, #/$defs/nowhere, llama3.3"
  })
  void referenceThatLeadsNowhere_isToldOf(String path, String reference, String model)
      throws Exception {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"%s\"}}}".formatted(reference);

    HttpResponse<String> answer = portal.post(path, body(path, model, schema, true));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("refers to " + reference, "nothing is fetched");
    assertThat(portal.bedrock().report().requests("ConverseStream")).isEmpty();
  }

  /** What a model says, and what it says when it is shown what is wrong with that. */
  private static List<JsonNode> said(FormatCorpus.Entry entry, int order) {
    JsonNode right = entry.valid().get(0);
    JsonNode wrong = entry.invalid().get(0);
    return switch (order) {
      case 0 -> List.of(wrong, wrong);
      case 1 -> List.of(wrong, right);
      default -> List.of(right, wrong);
    };
  }

  /** A model of each family, and of each way to structured output in it. */
  private static List<String> models() throws Exception {
    ModelCatalogue known = ModelCatalogue.builtIn(portal.bedrock().region());
    Map<String, String> models = new LinkedHashMap<>();
    for (JsonNode listed : MAPPER.readTree(portal.get("/api/tags").body()).path("models")) {
      Model model = known.resolve(listed.path("name").asText()).orThrow();
      ModelTraits traits = model.traits();
      if (traits.can(Capability.COMPLETION)) {
        models.putIfAbsent(
            model.family()
                + traits.conversation().structuredOutput()
                + traits.tools().choice()
                + traits.tools().streaming(),
            model.name());
      }
    }
    assertThat(models).hasSizeGreaterThan(15);
    return List.copyOf(models.values());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/chat, llama3.3, true",
    "/api/chat, nova-pro, false",
    "/v1/chat/completions, llama3.3, true",
    "/v1/chat/completions, claude-sonnet-4.6, false",
    "/v1/messages, llama3.3, true",
    "/v1/messages, mistral-large:2402, false",
  })
  void answerThatBreaksItsSchema_isPutRight(String path, String model, boolean stream)
      throws Exception {
    portal.bedrock().script(ModelReply.text("Sure: {\"name\":\"Ann\",\"age\":200}"));

    HttpResponse<String> answer = portal.post(path, body(path, model, OBJECT, stream));

    assertThat(answer.statusCode()).isEqualTo(200);
    String text = AnswerText.of(path, answer.body());
    assertThat(problem(OBJECT, text)).isEmpty();
    assertThat(text).doesNotContain("Ann", "200");
    assertThat(answer.body()).doesNotContain("Ann");
    assertThat(portal.bedrock().report().requestCount()).isEqualTo(2);
    JsonNode second = portal.bedrock().report().requests().get(1).body();
    assertThat(second.path("messages").toString())
        .contains("\\\"age\\\":200", "/age: must be at most 150");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/chat, llama3.3, true",
    "/api/chat, nova-pro, false",
    "/v1/chat/completions, llama3.3, true",
    "/v1/messages, nova-pro, false",
  })
  void answerThatStaysWrong_isAnError(String path, String model, boolean stream) throws Exception {
    ModelReply wrong = ModelReply.text("{\"name\":\"Ann\",\"age\":200}");
    portal.bedrock().script(wrong, wrong);

    HttpResponse<String> answer = portal.post(path, body(path, model, OBJECT, stream));

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body())
        .contains("does not follow the JSON Schema of the format (maximum)")
        .doesNotContain("Ann");
    assertThat(portal.requestLogWith("does not follow")).doesNotContain("Ann");
  }

  @Test
  void answerThatWasSeen_endsInAnError() throws Exception {
    portal
        .bedrock()
        .script(
            ModelReply.toolUse("t1", "answer", MAPPER.readTree("{\"name\":\"Ann\",\"age\":200}")));

    HttpResponse<String> answer =
        portal.post("/api/chat", body("/api/chat", "nova-pro", OBJECT, true));

    assertThat(answer.body())
        .contains("Ann", "{\"error\":\"the model's answer does not follow")
        .doesNotContain("\"done\":true");
  }

  @Test
  void repairThatIsSwitchedOff_leavesTheError() throws Exception {
    try (Portal once =
        new Portal(
            BedrockSimulator.builder().region("us-east-1").start(),
            Map.of("GATEWAY_REPAIR_ANSWERS", "false"))) {
      once.bedrock().script(ModelReply.text("{}"));

      HttpResponse<String> answer =
          once.post("/api/chat", body("/api/chat", "llama3.3", OBJECT, false));

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(once.bedrock().report().requests("Converse")).hasSize(1);
    }
  }

  /** What is wrong with an answer; empty for nothing. */
  private static String problem(String schema, String text) throws IOException {
    try {
      return FormatCorpus.problem(MAPPER.readTree(schema), MAPPER.readTree(text));
    } catch (JsonProcessingException noJson) {
      return "no JSON";
    }
  }

  private static String body(String path, String model, String schema, boolean stream)
      throws IOException {
    ObjectNode body = MAPPER.createObjectNode().put("model", model).put("stream", stream);
    body.putArray("messages").addObject().put("role", "user").put("content", "Tell me of Rome.");
    JsonNode parsed = MAPPER.readTree(schema);
    switch (path) {
      case "/api/chat" -> body.set("format", parsed);
      case "/v1/messages" ->
          body.put("max_tokens", 4_000)
              .putObject("output_config")
              .putObject("format")
              .put("type", "json_schema")
              .set("schema", parsed);
      default ->
          body.putObject("response_format")
              .put("type", "json_schema")
              .putObject("json_schema")
              .put("name", "answer")
              .set("schema", parsed);
    }
    return MAPPER.writeValueAsString(body);
  }

  /** A schema that is asked for, what the model says to it, and what becomes of that. */
  private static final class Asked {

    private final String asked;
    private final JsonNode schema;
    private final List<JsonNode> said;
    private final List<JsonNode> right;
    private final HttpResponse<String> answer;
    private final String text;
    private final int turns;
    private final boolean failed;

    Asked(String model, String path, boolean stream, FormatCorpus.Entry entry, List<JsonNode> said)
        throws Exception {
      portal.bedrock().reset();
      for (Way way : Way.values()) {
        portal
            .bedrock()
            .script(
                RequestMatcher.any().and(way.name(), request -> Way.of(request.body()) == way),
                said.stream().map(way::reply).toArray(ModelReply[]::new));
      }
      this.asked = model + " " + path + " " + entry.schema();
      this.schema = entry.schema();
      this.said = said;
      this.answer = portal.post(path, body(path, model, schema.toString(), stream));
      this.failed = answer.statusCode() != 200 || answer.body().contains("\"error\"");
      this.text = failed ? "" : AnswerText.of(path, answer.body());
      this.turns =
          (int)
              portal.bedrock().report().requests().stream()
                  .filter(request -> request.operation().startsWith("Converse"))
                  .count();
      this.right =
          said.subList(0, Math.min(turns, said.size())).stream()
              .filter(entry.valid()::contains)
              .toList();
    }

    /** What is wrong; empty for nothing. */
    String problem() throws IOException {
      String problem = failed ? ofError() : ofAnswer();
      if (turns > (right.contains(said.get(0)) ? 1 : 2)) {
        problem += " asked " + turns + " times";
      }
      return problem.isEmpty() ? "" : asked + " said " + said + " -> " + problem;
    }

    private String ofError() {
      boolean told =
          answer.body().contains("does not follow the JSON Schema of the format")
              || answer.body().contains("gave no JSON although it was asked for");
      return right.isEmpty() && told ? "" : answer.body();
    }

    private String ofAnswer() throws IOException {
      String problem = FormatsIT.problem(schema.toString(), text);
      boolean said = right.stream().anyMatch(one -> one.equals(NUMBERS, read(text)));
      return problem.isEmpty() && said ? "" : text + " " + problem;
    }

    private static JsonNode read(String text) {
      try {
        return MAPPER.readTree(text);
      } catch (JsonProcessingException noJson) {
        return MAPPER.missingNode();
      }
    }
  }

  /** How a model is asked to answer. */
  private enum Way {
    TEXT,
    WRAPPED_TEXT,
    TOOL,
    WRAPPED_TOOL;

    static Way of(JsonNode request) {
      JsonNode schema = request.at("/outputConfig/textFormat/structure/jsonSchema/schema");
      JsonNode tools = request.at("/toolConfig/tools");
      if (tools.isEmpty()) {
        return Asked.read(schema.asText()).at("/properties/value").isMissingNode()
            ? TEXT
            : WRAPPED_TEXT;
      }
      return tools.at("/0/toolSpec/inputSchema/json/properties/value").isMissingNode()
          ? TOOL
          : WRAPPED_TOOL;
    }

    /** The reply of a model that wants to answer this; a tool's input is an object. */
    ModelReply reply(JsonNode answer) {
      JsonNode wrapped = MAPPER.createObjectNode().set("value", answer);
      return switch (this) {
        case TEXT -> ModelReply.text(answer.toString());
        case WRAPPED_TEXT -> ModelReply.text(wrapped.toString());
        case TOOL ->
            answer.isObject()
                ? ModelReply.toolUse("t1", "answer", answer)
                : ModelReply.text(answer.toString());
        case WRAPPED_TOOL -> ModelReply.toolUse("t1", "answer", wrapped);
      };
    }
  }
}
