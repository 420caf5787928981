package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Typed decisions, from a marked model's capability to the numbers that a simulated one states. */
@Timeout(120)
class SystemOneIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A picture of one pixel. */
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private static final String QUESTIONS =
      "\"state\":\"The checkout has returned 500 errors since 9am.\",\"questions\":{"
          + "\"label\":{\"type\":\"choice\",\"instructions\":\"Which?\",\"criteria\":"
          + "{\"billing\":\"Payments\",\"bug\":null}},"
          + "\"refund\":{\"type\":\"noul\",\"instructions\":\"Refund?\"},"
          + "\"urgency\":{\"type\":\"score\",\"instructions\":\"How urgent?\",\"criteria\":"
          + "[\"Routine\",\"Soon\",\"Urgent\"]}}}";

  @TempDir Path folder;
  private Portal portal;

  @BeforeEach
  void start() throws IOException {
    Path config = folder.resolve("gateway.yaml");
    Files.writeString(
        config,
        """
        models:
          nova-lite: {decision: true}
          claude-sonnet-4.5: {decision: true}
          llama3:8b: {decision: true}
          gpt-oss:20b: {decision: true}
          decider:
            id: nova-lite
            capabilities: [decision]
        """);
    portal = new Portal(BedrockSimulator.start(), Map.of("GATEWAY_CONFIG", config.toString()));
  }

  @AfterEach
  void stop() {
    portal.close();
  }

  private HttpResponse<String> decide(String model) throws IOException, InterruptedException {
    return portal.post("/v1/systemone", "{\"model\":\"" + model + "\"," + QUESTIONS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nova-lite", "claude-sonnet-4.5", "llama3:8b", "gpt-oss:20b", "decider"})
  void markedModel_decides(String model) throws Exception {
    HttpResponse<String> response = decide(model);
    assertThat(response.body()).startsWith("{\"model\":\"" + model + "\",\"answers\":{\"label\":");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("application/json; charset=utf-8");
    JsonNode answers = JSON.readTree(response.body()).path("answers");
    double sum = 0;
    for (JsonNode probability : answers.at("/urgency/probabilities")) {
      sum += probability.asDouble();
    }
    assertThat(sum).isBetween(0.999999, 1.000001);
    assertThat(answers.at("/refund/noul").asDouble()).isBetween(0.0, 1.0);
    assertThat(answers.at("/label/choice").asText()).isIn("billing", "bug");
    assertThat(JSON.readTree(response.body()).at("/usage/input_tokens").asInt()).isPositive();
  }

  @Test
  void markedModel_showsThatItDecides_andNoOtherDoes() throws Exception {
    assertThat(show("nova-lite")).contains("\"completion\"").contains("\"vision\",\"decision\"]");
    assertThat(show("decider")).contains("\"capabilities\":[\"decision\"]");
    assertThat(show("nova-pro")).doesNotContain("\"decision\"");
    JsonNode tags = JSON.readTree(portal.get("/api/tags").body()).path("models");
    for (JsonNode model : tags) {
      boolean marked =
          model.path("name").asText().matches("(nova-lite|claude-sonnet-4.5|decider):latest")
              || model.path("name").asText().matches("llama3:8b|gpt-oss:20b");
      assertThat(model.path("capabilities").toString().contains("\"decision\""))
          .as(model.path("name").asText())
          .isEqualTo(marked);
    }
  }

  private String show(String model) throws IOException, InterruptedException {
    return portal.post("/api/show", "{\"model\":\"" + model + "\"}").body();
  }

  @Test
  void modelThatOnlyDecides_doesNotChat() throws Exception {
    HttpResponse<String> chat = portal.post("/api/chat", Portal.chat("decider", false));
    assertThat(chat.statusCode()).isEqualTo(400);
    assertThat(chat.body()).isEqualTo("{\"error\":\"\\\"decider\\\" does not support chat\"}");
    HttpResponse<String> generate =
        portal.post("/api/generate", "{\"model\":\"decider\",\"prompt\":\"hi\"}");
    assertThat(generate.body())
        .isEqualTo("{\"error\":\"\\\"decider\\\" does not support generate\"}");
  }

  @Test
  void decision_isListedAsRunning_andLogged() throws Exception {
    decide("nova-lite");
    assertThat(portal.get("/api/ps").body()).contains("\"name\":\"nova-lite:latest\"");
    String keep = "{\"model\":\"nova-lite\",\"keep_alive\":0," + QUESTIONS;
    assertThat(portal.post("/v1/systemone", keep).statusCode()).isEqualTo(200);
    assertThat(portal.get("/api/ps").body()).isEqualTo("{\"models\":[]}");
  }

  @Test
  void images_areBlocksOfTheOneCall() throws Exception {
    String body = "{\"model\":\"nova-lite\",\"images\":[\"" + PNG + "\"]," + QUESTIONS;
    assertThat(portal.post("/v1/systemone", body).statusCode()).isEqualTo(200);
    JsonNode content =
        portal.bedrock().report().requests("Converse").get(0).body().at("/messages/0/content");
    assertThat(content.at("/0/image/format").asText()).isEqualTo("png");
    assertThat(content.at("/1/text").asText()).startsWith("<state>\nThe checkout");
  }

  @Test
  void answerThatIsNone_isAskedForTwice_andThenAnError() throws Exception {
    ModelReply evasion = ModelReply.text("I would rather not say.");
    portal.bedrock().script(evasion, evasion);
    HttpResponse<String> response = decide("nova-lite");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":\"scorer returned the wrong number of candidates for \\\"label\\\"\"}");
    assertThat(portal.bedrock().report().requests("Converse")).hasSize(2);
  }

  @Test
  void refusalOfBedrock_hasItsStatus() throws Exception {
    portal.bedrock().enqueue(Fault.ACCESS_DENIED);
    HttpResponse<String> response = decide("nova-lite");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).startsWith("{\"error\":\"");
  }

  @Test
  void nothingIsAsked_beforeTheRequestIsChecked() throws Exception {
    assertRefused(
        "{\"model\":\"nova-lite\",\"state\":\"s\"}", 400, "questions must contain 1–64 fields");
    assertRefused(
        "{\"model\":\"nova-pro\"," + QUESTIONS,
        400,
        "\\\"nova-pro\\\" does not support decision: not a llama.cpp decision model");
    assertRefused(
        "{\"model\":\"nope\"," + QUESTIONS,
        404,
        "model \\\"nope\\\" not found, try pulling it first");
    assertRefused(
        "{\"model\":\"nova-lite\",\"state\":\"" + "x".repeat(64 << 10) + "\"}",
        413,
        "request body must not exceed 64 KiB without images");
    assertRefused(
        "{\"model\":\"nova-lite\",\"images\":[\"" + "A".repeat(32 << 20) + "\"]}",
        413,
        "request body must not exceed 32 MiB with images");
    assertThat(portal.bedrock().report().requests("Converse")).isEmpty();
  }

  private void assertRefused(String body, int status, String message) throws Exception {
    HttpResponse<String> response = portal.post("/v1/systemone", body);
    assertThat(response.body()).isEqualTo("{\"error\":\"" + message + "\"}");
    assertThat(response.statusCode()).isEqualTo(status);
  }
}
