package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bedrock's id of a request is told in a header and in the log, whatever is asked. */
@Timeout(60)
class RequestIdsIT {

  private static final String HEADER = "X-Bedrock-Request-Id";
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @TempDir private static Path folder;
  private static Portal portal;

  @BeforeAll
  static void start() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"), "models: {nova-lite: {decision: true}}\n");
    portal =
        new Portal(
            BedrockSimulator.builder().region("us-east-1").start(),
            Map.of("GATEWAY_CONFIG", file.toString(), "GATEWAY_MAX_ATTEMPTS", "1"));
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/chat | {\"model\":\"nova-lite\",\"stream\":true,$HI}",
        "/api/chat | {\"model\":\"nova-lite\",\"stream\":false,$HI}",
        "/v1/chat/completions | {\"model\":\"nova-lite\",\"stream\":true,$HI}",
        "/api/embed | {\"model\":\"titan-embed-text-v2\",\"input\":[\"a\",\"b\"]}",
        "/api/embeddings | {\"model\":\"titan-embed-text-v2\",\"prompt\":\"a\"}",
        "/v1/embeddings | {\"model\":\"cohere-embed-v4\",\"input\":\"a\"}",
        "/v1/systemone | {\"model\":\"nova-lite\",\"state\":\"s\","
            + "\"questions\":{\"q\":{\"type\":\"noul\",\"instructions\":\"i\"}}}",
        "/v1/messages/count_tokens | {\"model\":\"claude-sonnet-4\",$HI}",
      })
  void id_ofEveryAnswer_isTold(String path, String body) throws Exception {
    HttpResponse<String> answer = portal.post(path, body.replace("$HI", HI));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertLogged(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/chat | {\"model\":\"simulator.throttled\",$HI}",
        "/v1/messages | {\"model\":\"simulator.throttled\",\"max_tokens\":9,$HI}",
      })
  void id_ofAFailure_isTold(String path, String body) throws Exception {
    HttpResponse<String> answer = portal.post(path, body.replace("$HI", HI));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertLogged(answer);
  }

  @Test
  void id_ofAStreamThatBreaks_isTold() throws Exception {
    HttpResponse<String> answer =
        portal.post("/api/chat", "{\"model\":\"simulator.reset\"," + HI + "}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("{\"error\":");
    assertLogged(answer);
  }

  @Test
  void whereNobodyWasAsked_thereIsNoId() throws Exception {
    assertThat(portal.get("/api/tags").headers().firstValue(HEADER)).isEmpty();
    HttpResponse<String> refused = portal.post("/api/chat", "{\"model\":\"nope\"," + HI + "}");
    assertThat(refused.headers().firstValue(HEADER)).isEmpty();
  }

  private static void assertLogged(HttpResponse<String> answer) {
    String id = answer.headers().firstValue(HEADER).orElseThrow();
    assertThat(portal.requestLogWith("\"bedrock_request_id\":\"" + id + "\"")).contains(id);
  }
}
