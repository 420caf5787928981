package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations that are longer than a window of 8,000 tokens, of which the simulator counts. */
class WindowIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A model whose tokens Bedrock counts, and one whose it does not. */
  private static final String COUNTED = "claude-sonnet-4.5";

  private static final String GUESSED = "nova-lite";

  private static final String SETTINGS =
      """
      models:
        claude-sonnet-4.5: {limits: {context_length: 8000}, max_tokens: 500}
        nova-lite: {limits: {context_length: 8000}, max_tokens: 500}
      """;

  @TempDir private Path folder;
  private Portal portal;

  @BeforeEach
  void open() throws Exception {
    portal = portal(Map.of());
  }

  private Portal portal(Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    Path file = Files.writeString(folder.resolve("gateway.yaml"), SETTINGS);
    settings.put("GATEWAY_CONFIG", file.toString());
    return new Portal(BedrockSimulator.builder().region("eu-central-1").start(), settings);
  }

  @AfterEach
  void close() {
    portal.close();
  }

  /** Instructions, and so many turns of about a thousand tokens each, the last one a question. */
  private static ObjectNode request(String model, int turns) {
    ObjectNode request = JSON.createObjectNode().put("model", model).put("stream", false);
    request.put("max_tokens", 500);
    ArrayNode messages = request.putArray("messages");
    messages.addObject().put("role", "system").put("content", "Be brief.");
    for (int i = turns; i > 0; i--) {
      messages
          .addObject()
          .put("role", i % 2 == 1 ? "user" : "assistant")
          .put("content", i + " " + "word ".repeat(i == 1 ? 1 : 800));
    }
    return request;
  }

  private HttpResponse<String> post(String path, ObjectNode request) throws Exception {
    return portal.post(path, request.toString());
  }

  private List<ReportedRequest> reported(String operation) {
    return portal.bedrock().report().requests(operation);
  }

  private JsonNode asked() {
    List<ReportedRequest> all = reported("Converse");
    return Objects.requireNonNull(all.get(all.size() - 1).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {COUNTED, "llama3:8b"})
  void overLongChat_losesItsOldestTurns(String model) throws Exception {
    if (!model.equals(COUNTED)) {
      portal.close();
      portal = new Portal(BedrockSimulator.builder().region("us-east-1").start(), Map.of());
    }
    HttpResponse<String> answer = post("/api/chat", request(model, 15));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode messages = asked().path("messages");
    assertThat(messages.size()).isBetween(3, 9);
    assertThat(messages.get(0).path("role").asText()).isEqualTo("user");
    assertThat(messages.get(messages.size() - 1).at("/content/0/text").asText())
        .isEqualTo("1 word ");
    assertThat(asked().at("/system/0/text").asText()).isEqualTo("Be brief.");
  }

  @Test
  void shortChat_isNotCounted() throws Exception {
    post("/api/chat", request(COUNTED, 3));
    assertThat(reported("CountTokens")).isEmpty();
    assertThat(asked().path("messages")).hasSize(3);
  }

  @Test
  void whoeverWantsNothingLeftOut_hearsOllamasWords() throws Exception {
    HttpResponse<String> answer = post("/api/chat", request(COUNTED, 15).put("truncate", false));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"the prompt is longer than the context length currently available to the"
                + " model; shorten the prompt, adjust the context length in settings, or use a"
                + " model with a longer context length\"}");
    assertThat(reported("Converse")).isEmpty();
  }

  @Test
  void otherApis_nameTheLimit() throws Exception {
    HttpResponse<String> openai = post("/v1/chat/completions", request(COUNTED, 15));
    assertThat(openai.statusCode()).isEqualTo(400);
    JsonNode error = JSON.readTree(openai.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo("context_length_exceeded");
    assertThat(error.path("message").asText()).contains("> 8000 maximum");
    ObjectNode messages = request(COUNTED, 15);
    ((ArrayNode) messages.path("messages")).remove(0);
    HttpResponse<String> anthropic = post("/v1/messages", messages);
    assertThat(anthropic.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(anthropic.body()).at("/error/message").asText())
        .matches("prompt is too long: \\d+ tokens > 8000 maximum");
  }

  @Test
  void callersWindow_countsOnlyBySetting() throws Exception {
    ObjectNode small = request(GUESSED, 5);
    small.putObject("options").put("num_ctx", 2048);
    post("/api/chat", small);
    assertThat(asked().path("messages")).hasSize(5);
    portal.close();
    portal = portal(Map.of("GATEWAY_HONOUR_NUM_CTX", "true"));
    post("/api/chat", small);
    assertThat(asked().path("messages")).hasSize(1);
  }
}
