package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way of embeddings, from each API through the AWS SDK to a simulated Bedrock. */
class EmbeddingsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(60);

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
  void forget() {
    portal.bedrock().report().reset();
  }

  @ParameterizedTest
  @CsvSource({
    "titan-embed-text-v1, 1536, 3, 100",
    "titan-embed-text-v2, 1024, 3, 300",
    "cohere-embed-english-v3, 1024, 1, 256",
    "cohere-embed-multilingual-v3:query, 1024, 1, 1",
    "cohere-embed-v4, 1536, 1, 700",
    "cohere-embed-v4:query, 1536, 1, 1536",
    "nova-2-multimodal-embeddings, 3072, 3, 400",
    "nova-2-multimodal-embeddings:query, 3072, 3, 3072",
  })
  void everyFamily_embedsInOrder_asLongAsIsAsked(
      String model, int length, int requests, int dimensions) throws Exception {
    JsonNode whole = embed(model, "");
    assertThat(whole.get("model").asText()).isEqualTo(model);
    assertThat(whole.get("embeddings")).hasSize(3);
    assertThat(whole.get("prompt_eval_count").asInt()).isPositive();
    assertThat(portal.bedrock().report().requests("InvokeModel")).hasSize(requests);
    for (JsonNode vector : whole.get("embeddings")) {
      assertThat(vector).hasSize(length);
      assertThat(dot(vector, vector)).isBetween(0.999, 1.001);
    }
    JsonNode boats = whole.get("embeddings");
    assertThat(dot(boats.get(0), boats.get(2))).isGreaterThan(dot(boats.get(0), boats.get(1)));
    JsonNode cut = embed(model, ",\"dimensions\":" + dimensions).get("embeddings").get(0);
    assertThat(cut).hasSize(dimensions);
    assertThat(dot(cut, cut)).isBetween(0.999, 1.001);
  }

  private static JsonNode embed(String model, String more) throws Exception {
    String body =
        "{\"model\":\"%s\",\"input\":[\"a small boat\",\"tax return\",\"a small ship\"]%s}"
            .formatted(model, more);
    HttpResponse<String> response = portal.post("/api/embed", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void rawVector_isNotNormalized_whereTheModelDoesNot() throws Exception {
    String body = "{\"model\":\"titan-embed-text-v1\",\"prompt\":\"one two three four\"}";
    JsonNode vector = JSON.readTree(portal.post("/api/embeddings", body).body()).get("embedding");
    assertThat(vector).hasSize(1536);
    assertThat(dot(vector, vector)).isGreaterThan(2);
  }

  @Test
  void manyTexts_goInBatches_withinTheLimit() throws Exception {
    List<String> texts = Collections.nCopies(200, "\"a\"");
    String body = "{\"model\":\"cohere-embed-v4\",\"input\":" + texts + ",\"dimensions\":256}";
    JsonNode answer = JSON.readTree(portal.post("/v1/embeddings", body).body());
    assertThat(answer.get("data")).hasSize(200);
    assertThat(answer.at("/data/199/index").asInt()).isEqualTo(199);
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(200);
    assertThat(portal.bedrock().report().requests("InvokeModel")).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "titan-embed-text-v2, 40000, 2",
    "titan-embed-text-v2, 60000, 2",
    "cohere-embed-english-v3, 3000, 1",
    "cohere-embed-v4, 600000, 1",
    "nova-2-multimodal-embeddings, 9000, 2",
  })
  void longText_isCut_orRefused(String model, int length, int requests) throws Exception {
    String body =
        "{\"model\":\"%s\",\"input\":\"%s\",\"truncate\":%s}"
            .formatted(model, "x".repeat(length), "%s");
    HttpResponse<String> cut = portal.post("/api/embed", body.replace("%s", "true"));
    assertThat(cut.statusCode()).as(cut.body()).isEqualTo(200);
    assertThat(portal.bedrock().report().requests("InvokeModel")).hasSize(requests);
    HttpResponse<String> refused = portal.post("/api/embed", body.replace("%s", "false"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .isEqualTo("{\"error\":\"the input length exceeds the context length\"}");
  }

  @Test
  void throttledRequest_isMadeAgain() throws Exception {
    portal.bedrock().enqueue(Fault.THROTTLED);
    assertThat(embed("titan-embed-text-v2", "").get("embeddings")).hasSize(3);
    assertThat(portal.bedrock().report().requests("InvokeModel")).hasSize(4);
  }

  @Test
  void modelThatChats_makesNone_andTheOtherWayRound() throws Exception {
    HttpResponse<String> embed =
        portal.post("/api/embed", "{\"model\":\"nova-lite\",\"input\":\"a\"}");
    assertThat(embed.statusCode()).isEqualTo(400);
    assertThat(embed.body()).isEqualTo("{\"error\":\"\\\"nova-lite\\\" does not support embed\"}");
    HttpResponse<String> chat = portal.post("/api/chat", Portal.chat("titan-embed-text-v2", false));
    assertThat(chat.statusCode()).isEqualTo(400);
    assertThat(chat.body())
        .isEqualTo("{\"error\":\"\\\"titan-embed-text-v2\\\" does not support chat\"}");
  }

  @Test
  void clientThatLeaves_endsTheRequestAtBedrock() throws Exception {
    portal.bedrock().enqueue(Fault.STALL_BEFORE_HEADERS);
    try (Socket socket =
        portal.open("/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}")) {
      portal.bedrock().report().awaitRequests("InvokeModel", 1, SOON);
      assertThat(socket.isConnected()).isTrue();
    }
    portal.bedrock().report().awaitAbandonedAnswers(1, SOON);
  }

  private static double dot(JsonNode left, JsonNode right) {
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      sum += left.get(i).asDouble() * right.get(i).asDouble();
    }
    return sum;
  }
}
