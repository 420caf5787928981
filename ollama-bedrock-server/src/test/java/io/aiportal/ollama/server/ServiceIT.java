package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.guardrail.Guardrail;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the operator wants calls to be served reaches Bedrock, and what a guardrail did is told. */
class ServiceIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WITHHELD = "Sorry, I cannot speak of that.";

  private static final String SETTINGS =
      """
      request_metadata: {team: portal, asked_by: $caller}
      models:
        "*": {guardrail: "gr1abc:2"}
        openai.gpt-oss-120b-1:0: {service_tier: flex, latency: standard}
      """;

  private static Portal portal(Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), SETTINGS);
    BedrockSimulator bedrock =
        BedrockSimulator.builder().guardrail(Guardrail.of("gr1abc", "2")).start();
    return new Portal(bedrock, Map.of("GATEWAY_CONFIG", file.toString()));
  }

  private static JsonNode lastBody(Portal portal) {
    List<ReportedRequest> requests =
        portal.bedrock().report().requests().stream()
            .filter(request -> request.operation().startsWith("Converse"))
            .toList();
    return Objects.requireNonNull(requests.get(requests.size() - 1).body());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settings_reachBedrock_streamedAndWhole(boolean stream, @TempDir Path folder)
      throws Exception {
    try (Portal portal = portal(folder)) {
      portal.post("/api/chat", Portal.chat("openai.gpt-oss-120b-1:0", stream));
      JsonNode body = lastBody(portal);
      assertThat(body.path("guardrailConfig"))
          .isEqualTo(
              JSON.readTree("{\"guardrailIdentifier\":\"gr1abc\",\"guardrailVersion\":\"2\"}"));
      assertThat(body.at("/serviceTier/type").asText()).isEqualTo("flex");
      assertThat(body.at("/performanceConfig/latency").asText()).isEqualTo("standard");
      assertThat(body.path("requestMetadata")).isEqualTo(JSON.readTree("{\"team\":\"portal\"}"));
    }
  }

  @Test
  void project_isThatOfEveryCall() throws Exception {
    try (Portal portal =
        new Portal(BedrockSimulator.start(), Map.of("GATEWAY_PROJECT", "team-a"))) {
      for (boolean stream : new boolean[] {true, false}) {
        HttpResponse<String> answer = portal.post("/api/chat", Portal.chat("nova-lite", stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(lastBody(portal).path("projectIdentifier").asText()).isEqualTo("team-a");
      }
      HttpResponse<String> vectors =
          portal.post("/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":\"Hi\"}");
      assertThat(vectors.statusCode()).as(vectors.body()).isEqualTo(200);
      assertThat(portal.bedrock().report().requests("InvokeModel"))
          .allSatisfy(
              request ->
                  assertThat(request.headers())
                      .containsEntry("x-amzn-bedrock-projectidentifier", List.of("team-a")))
          .hasSize(1);
    }
  }

  /** A tier for all models is no reason to refuse those that have none. */
  @Test
  void tierThatAModelDoesNotTake_isLeftOut_andRemembered_andTold(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(folder.resolve("gateway.yaml"), "models: {'*': {service_tier: flex}}");
    try (Portal portal =
        new Portal(BedrockSimulator.start(), Map.of("GATEWAY_CONFIG", file.toString()))) {
      // What is learned is an account's own, and its number is known when the models are.
      while (portal.get("/ready").statusCode() != 200) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> answer = portal.post("/api/chat", Portal.chat("nova-lite", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().allValues("X-Gateway-Warning").toString())
            .contains("the service tier of the settings has no effect");
      }
      List<Boolean> tiers =
          portal.bedrock().report().requests().stream()
              .filter(request -> request.operation().startsWith("Converse"))
              .map(request -> Objects.requireNonNull(request.body()).has("serviceTier"))
              .toList();
      assertThat(tiers).containsExactly(true, false, false);
    }
  }

  @Test
  void whatAGuardrailWithheld_isToldByEachApi(@TempDir Path folder) throws Exception {
    try (Portal portal = portal(folder)) {
      JsonNode ollama = ask(portal, "/api/chat");
      assertThat(ollama.at("/message/content").asText()).isEqualTo(WITHHELD);
      assertThat(ollama.path("done_reason").asText()).isEqualTo("stop");
      JsonNode openai = ask(portal, "/v1/chat/completions");
      assertThat(openai.at("/choices/0/message/content").asText()).isEqualTo(WITHHELD);
      assertThat(openai.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
      JsonNode anthropic = ask(portal, "/v1/messages");
      assertThat(anthropic.at("/content/0/text").asText()).isEqualTo(WITHHELD);
      assertThat(anthropic.path("stop_reason").asText()).isEqualTo("refusal");
    }
  }

  private static JsonNode ask(Portal portal, String path) throws Exception {
    portal.bedrock().script(ModelReply.text(WITHHELD).withStopReason("guardrail_intervened"));
    HttpResponse<String> response =
        portal.post(
            path,
            "{\"model\":\"nova-pro\",\"max_tokens\":100,\"stream\":false,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
