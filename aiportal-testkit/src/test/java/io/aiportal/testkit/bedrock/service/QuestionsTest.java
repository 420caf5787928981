package io.aiportal.testkit.bedrock.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.auth.Sessions;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.catalogue.Resolution;
import io.aiportal.testkit.bedrock.guardrail.Guardrails;
import io.aiportal.testkit.bedrock.reply.DefaultReplies;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.response.ResponseStep;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Asks what is known of real models: {@code questions.json} has what each of them was seen to take,
 * and what it refused in which words; {@code …} stands for what is left out of them.
 */
class QuestionsTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String REGION = "us-east-1";
  private static final String ARN = "arn:aws:bedrock:us-east-1";

  @Test
  void everyQuestion_isJudgedAsBedrockDoes() throws IOException {
    List<String> wrong = new ArrayList<>();
    int asked = ask(data().get("questions"), service(Catalogue.builtIn()), wrong);

    System.out.printf("%d of %d questions rightly judged%n", asked - wrong.size(), asked);
    assertThat(asked).isGreaterThan(5_000);
    assertThat(wrong).isEmpty();
  }

  /** Such an ARN says nothing of the model behind it, which has its rules all the same. */
  @Test
  void everyQuestion_isJudgedAlike_whereAnApplicationProfileIsAsked() throws IOException {
    Map<String, String> arns = new LinkedHashMap<>();
    Catalogue catalogue = Catalogue.builtIn();
    for (String model : callable()) {
      String profile = "p" + arns.size();
      catalogue = catalogue.withApplicationProfile(profile, model);
      arns.put(model, ARN + ":123456789012:application-inference-profile/" + profile);
    }

    assertJudgedAlike(arns, catalogue);
  }

  @Test
  void everyQuestion_isJudgedAlike_whereTheArnOfAModelOrProfileIsAsked() throws IOException {
    Map<String, String> arns = new LinkedHashMap<>();
    for (String model : callable()) {
      boolean itself = Catalogue.builtIn().has(model);
      String path = itself ? "::foundation-model/" : ":123456789012:inference-profile/";
      arns.put(model, ARN + path + model);
    }

    assertJudgedAlike(arns, Catalogue.builtIn());
  }

  /** The models and profiles that can be called as the questions do. */
  private static Set<String> callable() throws IOException {
    Catalogue catalogue = Catalogue.builtIn();
    Set<String> callable = new LinkedHashSet<>();
    for (JsonNode question : data().get("questions")) {
      String model = question.get("model").asText();
      if (catalogue.resolve(model, REGION) instanceof Resolution.Callable) {
        callable.add(model);
      }
    }
    return callable;
  }

  private static void assertJudgedAlike(Map<String, String> arns, Catalogue catalogue)
      throws IOException {
    ArrayNode questions = MAPPER.createArrayNode();
    for (JsonNode question : data().get("questions")) {
      String model = question.get("model").asText();
      String arn = arns.get(model);
      if (arn != null && !question.has("operation")) {
        String says = question.path("says").asText();
        ObjectNode byArn = question.<ObjectNode>deepCopy().put("model", arn);
        questions.add(byArn.put("says", says.replace("'" + model + "'", "'" + arn + "'")));
      }
    }
    List<String> wrong = new ArrayList<>();
    int asked = ask(questions, service(catalogue), wrong);

    assertThat(arns.keySet()).anyMatch(model -> model.contains("amazon.nova-"));
    assertThat(asked).isGreaterThan(5_000);
    assertThat(wrong).isEmpty();
  }

  private static BedrockService service(Catalogue catalogue) {
    return new BedrockService(
        new SimulatorSettings(
            null,
            REGION,
            true,
            catalogue,
            false,
            Pace.INSTANT,
            new DefaultReplies()::answer,
            new StandardRules(),
            new Guardrails(List.of()),
            new Quotas(Clock.systemUTC(), null, Map.of()),
            new Sessions(List.of(), Clock.systemUTC())),
        new Script(),
        new Report());
  }

  private static int ask(JsonNode questions, BedrockService service, List<String> wrong)
      throws IOException {
    JsonNode requests = data().get("requests");
    int asked = 0;
    for (JsonNode question : questions) {
      ObjectNode body = body(requests.get(question.get("asks").asText()));
      if (question.has("operation")) {
        asked++;
        String operation = question.get("operation").asText();
        judge(
            service,
            question,
            operation.equals("count-tokens") ? counted(body) : body,
            operation,
            wrong);
        continue;
      }
      boolean streamed = question.path("stream").asBoolean();
      if (!streamed) {
        asked++;
        judge(service, question, body, "converse", wrong);
      }
      // Of tools in a stream there are questions of their own.
      if (streamed || !body.has("toolConfig")) {
        asked++;
        judge(service, question, body, "converse-stream", wrong);
      }
    }
    return asked;
  }

  private static void judge(
      BedrockService service,
      JsonNode question,
      JsonNode body,
      String operation,
      List<String> wrong)
      throws IOException {
    String path =
        "/model/"
            + URLEncoder.encode(question.get("model").asText(), StandardCharsets.UTF_8)
            + "/"
            + operation;
    byte[] bytes = MAPPER.writeValueAsBytes(body);
    SimulatedResponse response =
        service.answer(new ReceivedRequest("POST", path, "", Map.of(), bytes));
    String said = response.status() == 200 ? "" : message(response);
    String type = response.headers().getOrDefault("x-amzn-ErrorType", "").replaceFirst(":.*", "");
    boolean right =
        response.status() == question.path("status").asInt(200)
            && type.equals(question.path("error").asText(""))
            && says(said, question.path("says").asText(""));
    if (!right) {
      wrong.add("%s, %s: %d %s %s".formatted(operation, question, response.status(), type, said));
    }
  }

  private static boolean says(String said, String expected) {
    int from = 0;
    for (String part : expected.split("…")) {
      int at = said.indexOf(part, from);
      if (at < 0) {
        return false;
      }
      from = at + part.length();
    }
    return true;
  }

  private static String message(SimulatedResponse response) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    response
        .steps()
        .forEachRemaining(
            step -> {
              if (step instanceof ResponseStep.Send send) {
                body.writeBytes(send.bytes());
              }
            });
    return MAPPER.readTree(body.toByteArray()).path("message").asText();
  }

  private static ObjectNode counted(ObjectNode converse) {
    ObjectNode body = MAPPER.createObjectNode();
    body.putObject("input").set("converse", converse);
    return body;
  }

  private static ObjectNode body(JsonNode members) {
    if (members.has("body")) {
      return (ObjectNode) members.get("body");
    }
    ObjectNode body = MAPPER.createObjectNode();
    body.putArray("messages")
        .addObject()
        .put("role", "user")
        .putArray("content")
        .addObject()
        .put("text", "Hello");
    return body.setAll((ObjectNode) members);
  }

  private static JsonNode data() throws IOException {
    try (InputStream in = QuestionsTest.class.getResourceAsStream("questions.json")) {
      return MAPPER.readTree(in);
    }
  }
}
