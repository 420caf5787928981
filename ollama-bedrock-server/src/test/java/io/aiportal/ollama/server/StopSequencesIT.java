package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stop sequences with a model that takes none: the gateway stops the answer, and Bedrock's meter.
 */
class StopSequencesIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MODEL = "gpt-oss:20b";

  private static Portal portal;

  @BeforeAll
  static void start() {
    portal =
        new Portal(BedrockSimulator.builder().pace(new Pace(Duration.ZERO, 50)).start(), Map.of());
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @BeforeEach
  void script() {
    portal.bedrock().reset();
    portal
        .bedrock()
        .script(
            ModelReply.reasoning(
                "It says END here.", null, "One two three EN DEND" + " four".repeat(5_000)));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/chat, true",
    "/api/chat, false",
    "/api/generate, true",
    "/api/generate, false",
    "/v1/chat/completions, true",
    "/v1/chat/completions, false",
    "/v1/messages, true",
    "/v1/messages, false",
  })
  void stop_cutsTheAnswer_andCancelsTheModel(String path, boolean stream) throws Exception {
    HttpResponse<String> answer = portal.post(path, body(path, stream));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(AnswerText.of(path, answer.body())).isEqualTo("One two three EN D");
    assertThat(answer.body()).contains(reason(path)).doesNotContain("four", "error");
    assertThat(answer.headers().firstValue("X-Gateway-Warning").orElseThrow())
        .contains("the gateway stops the answer itself");
    portal.bedrock().report().awaitCancelledStreams(1, SOON);
    portal.bedrock().report().awaitOpenStreams(0, SOON);
  }

  @Test
  void usage_isGuessed_andTheLogSaysSo() throws Exception {
    JsonNode answer = MAPPER.readTree(portal.post("/api/chat", body("/api/chat", false)).body());

    assertThat(answer.path("prompt_eval_count").asInt()).isBetween(2, 20);
    assertThat(answer.path("eval_count").asInt()).isBetween(5, 40);
    assertThat(portal.requestLogWith("\"usage_estimated\":true"))
        .contains("\"warnings\":[\"the gateway stops the answer");
  }

  private static String body(String path, boolean stream) {
    return switch (path) {
      case "/api/generate" ->
          """
          {"model":"%s","stream":%b,"prompt":"Count, please.","options":{"stop":["END"]}}"""
              .formatted(MODEL, stream);
      case "/api/chat" ->
          """
          {"model":"%s","stream":%b,"messages":[{"role":"user","content":"Count, please."}],
           "options":{"stop":["END"]}}"""
              .formatted(MODEL, stream);
      case "/v1/messages" ->
          """
          {"model":"%s","stream":%b,"messages":[{"role":"user","content":"Count, please."}],
           "max_tokens":10000,"stop_sequences":["END"]}"""
              .formatted(MODEL, stream);
      default ->
          """
          {"model":"%s","stream":%b,"messages":[{"role":"user","content":"Count, please."}],
           "stop":["END"]}"""
              .formatted(MODEL, stream);
    };
  }

  private static String reason(String path) {
    return switch (path) {
      case "/v1/messages" -> "\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"END\"";
      case "/v1/chat/completions" -> "\"finish_reason\":\"stop\"";
      default -> "\"done_reason\":\"stop\"";
    };
  }
}
