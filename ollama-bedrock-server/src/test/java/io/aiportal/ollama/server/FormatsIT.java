package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers in JSON of models with every way to structured output: each is valid, which another
 * validator than ours tells, or an honest error.
 *
 * <p>{@code -Dformats.corpus=folder} takes the schemas of a folder's files too, one a line.
 */
class FormatsIT {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SchemaRegistry JUDGE =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final SchemaRegistry JUDGE_OF_OLDER =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

  /** Enforced by Bedrock, by a tool with its name, by any tool, and in words. */
  private static final List<String> MODELS =
      List.of("claude-sonnet-4.6", "nova-pro", "mistral-large:2402", "gpt-oss:20b", "llama3.3");

  private static final List<String> PATHS =
      List.of("/api/chat", "/v1/chat/completions", "/v1/messages");

  private static final String OBJECT =
      "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
          + "\"age\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":150}},"
          + "\"required\":[\"name\",\"age\"]}";

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

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void everyAnswer_isValid_orAnHonestError() throws Exception {
    List<String> wrong = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    int asked = 0;
    for (String schema : corpus()) {
      for (String model : MODELS) {
        String path = PATHS.get(asked % PATHS.size());
        boolean stream = asked++ % 2 == 0;
        HttpResponse<String> answer = portal.post(path, body(path, model, schema, stream));
        if (answer.statusCode() != 200 || answer.body().contains("\"error\"")) {
          errors.add(model + " " + path + " " + schema + " -> " + answer.body());
        } else {
          String text = AnswerText.of(path, answer.body());
          String problem = problem(schema, text);
          if (!problem.isEmpty()) {
            wrong.add(model + " " + path + " " + schema + " -> " + text + " " + problem);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    // Other people's schemas hold what the simulated models cannot make, such as patterns.
    int most = System.getProperty("formats.corpus") == null ? asked / 20 : asked;
    assertThat(errors).hasSizeLessThan(most);
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
    assertThat(problem(OBJECT, AnswerText.of(path, answer.body()))).isEmpty();
    assertThat(answer.body()).doesNotContain("Ann", "200,");
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
      return problem(JUDGE, schema, text);
    } catch (SchemaException older) {
      return problem(JUDGE_OF_OLDER, schema, text);
    }
  }

  private static String problem(SchemaRegistry judge, String schema, String text)
      throws IOException {
    try {
      return String.join(
          "; ",
          judge.getSchema(MAPPER.readTree(schema)).validate(MAPPER.readTree(text)).stream()
              .map(Object::toString)
              .toList());
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

  private static List<String> corpus() throws IOException {
    List<String> schemas =
        new ArrayList<>(
            List.of(
                OBJECT,
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"minItems\":2}",
                "{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}",
                "{\"type\":\"integer\",\"minimum\":3}",
                "{\"type\":\"boolean\"}",
                "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}",
                "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"type\":\"object\",\"properties\":"
                    + "{\"name\":{\"type\":\"string\"},\"next\":{\"anyOf\":[{\"$ref\":\"#/$defs/n\"},"
                    + "{\"type\":\"null\"}]}},\"required\":[\"name\"]}}}",
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}",
                "{\"type\":\"object\",\"properties\":{\"tags\":{\"type\":\"array\",\"items\":"
                    + "{\"enum\":[\"x\",\"y\"]},\"minItems\":1,\"maxItems\":2}},\"required\":[\"tags\"]}"));
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      schemas.add(schema(random, 0).toString());
    }
    String folder = System.getProperty("formats.corpus");
    if (folder != null) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.sorted().toList()) {
          schemas.addAll(Files.readAllLines(file));
        }
      }
    }
    return schemas;
  }

  private static ObjectNode schema(Random random, int depth) {
    ObjectNode schema = MAPPER.createObjectNode();
    switch (random.nextInt(depth < 3 ? 8 : 4)) {
      case 0 -> schema.put("type", "string");
      case 1 -> schema.put("type", "integer").put("minimum", random.nextInt(5));
      case 2 -> schema.put("type", "boolean");
      case 3 -> schema.put("type", "string").putArray("enum").add("red").add("green");
      case 4 -> {
        schema.put("type", "array").set("items", schema(random, depth + 1));
        schema.put("minItems", random.nextInt(3));
      }
      case 5 -> {
        ArrayNode any = schema.putArray("anyOf");
        any.add(schema(random, depth + 1));
        any.addObject().put("type", "null");
      }
      default -> {
        ObjectNode properties = schema.put("type", "object").putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int i = 0; i <= random.nextInt(4); i++) {
          properties.set("p" + (9 - i), schema(random, depth + 1));
          if (random.nextBoolean()) {
            required.add("p" + (9 - i));
          }
        }
        if (random.nextBoolean()) {
          schema.put("additionalProperties", false);
        }
      }
    }
    return schema;
  }
}
