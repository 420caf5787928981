package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.server.http.FakeBedrock.Invocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings as clients of each API get them. */
class EmbedIT {

  private static final String BARE = "application/json";
  private static final String JSON = "application/json; charset=utf-8";

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void embed_givesNormalizedVectors_andWhatTheyTook() throws Exception {
    client.post("/api/embed", "{\"model\":\"Titan-Embed-Text-V2\",\"input\":\"Hello\"}");
    Invocation call = server.bedrock.nextInvocation();
    assertThat(call.request().modelId()).isEqualTo("amazon.titan-embed-text-v2:0");
    assertThat(new String(call.request().body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"inputText\":\"Hello\",\"normalize\":false}");
    call.answer("{\"embedding\":[3,4],\"inputTextTokenCount\":2}", 0);
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo(JSON);
    assertThat(response.body())
        .matches(
            "\\{\"model\":\"Titan-Embed-Text-V2\",\"embeddings\":\\[\\[0\\.6,0\\.8]],"
                + "\"total_duration\":\\d+,\"load_duration\":\\d+,\"prompt_eval_count\":2}");
    assertThat(server.awaitLog(1).get(0))
        .contains("\"model\":\"Titan-Embed-Text-V2\"")
        .contains("\"prompt_tokens\":2");
  }

  @Test
  void embeddings_givesTheVectorAsItIs() throws Exception {
    client.post("/api/embeddings", "{\"model\":\"titan-embed-text-v2\",\"prompt\":\"Hello\"}");
    server.bedrock.nextInvocation().answer("{\"embedding\":[3,0.1]}", 2);
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo(JSON);
    assertThat(response.body()).isEqualTo("{\"embedding\":[3,0.10000000149011612]}");
  }

  @Test
  void openAi_givesAList() throws Exception {
    client.post(
        "/v1/embeddings",
        "{\"model\":\"titan-embed-text-v2\",\"input\":[\"Hello\"],\"encoding_format\":\"base64\"}");
    server.bedrock.nextInvocation().answer("{\"embedding\":[0.1,0]}", 2);
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo(BARE);
    assertThat(response.body())
        .isEqualTo(
            """
            {"object":"list","data":[{"object":"embedding","embedding":"AACAPwAAAAA=","index":0}],\
            "model":"titan-embed-text-v2","usage":{"prompt_tokens":2,"total_tokens":2}}
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/api/embed      | {\"model\":\"titan-embed-text-v2\"} | {\"model\":\"titan-embed-text-v2\",\"embeddings\":[]}",
        "/api/embeddings | {\"model\":\"titan-embed-text-v2\"} | {\"embedding\":[]}",
      })
  void nothingToEmbed_onlyLoads(String path, String body, String answer) throws Exception {
    client.post(path, body);
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/api/embed      | {\"input\":\"a\"}                         | 404 | model '' not found",
        "/api/embed      | {\"model\":\"nope\",\"input\":\"a\"}      | 404 | model \\\"nope\\\" not found, try pulling it first",
        "/api/embed      | {\"model\":\"nope\",\"input\":5}          | 400 | invalid input type",
        "/api/embed      | {\"model\":\"nova-lite\",\"input\":\"a\"} | 400 | \\\"nova-lite\\\" does not support embed",
        "/api/embed      | ``                                        | 400 | missing request body",
        "/api/embeddings | {\"prompt\":\"a\"}                        | 400 | model is required",
        "/api/embeddings | {\"model\":\"nope\",\"prompt\":\"a\"}     | 404 | model \\\"nope\\\" not found, try pulling it first",
      })
  void refusal_isOllamas(String path, String body, int status, String sentence) throws Exception {
    client.post(path, body);
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo(JSON);
    assertThat(response.body()).isEqualTo("{\"error\":\"" + sentence + "\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                             | 400 | application/json; charset=utf-8 | invalid_request_error | EOF",
        "{\"model\":\"nope\"}           | 400 | application/json; charset=utf-8 | invalid_request_error | invalid input",
        "{\"input\":[1,2]}              | 400 | application/json                | invalid_request_error | invalid input type",
        "{\"input\":\"a\"}              | 404 | application/json                | not_found_error       | model '' not found",
        "{\"model\":\"nope\",\"input\":\"a\"} | 404 | application/json           | not_found_error       | model \\\"nope\\\" not found, try pulling it first",
      })
  void refusal_isOpenAis(String body, int status, String contentType, String type, String sentence)
      throws Exception {
    client.post("/v1/embeddings", body);
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isEqualTo(contentType);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":null}}%s"
                .formatted(sentence, type, contentType.equals(BARE) ? "\n" : ""));
  }

  @Test
  void modelOfEmbeddings_isListedAsRunning_forAsLongAsIsAsked() throws Exception {
    String load = "{\"model\":\"cohere-embed-v4:query\",\"keep_alive\":%s}";
    client.post("/api/embed", load.formatted("\"1h\""));
    assertThat(client.read().status()).isEqualTo(200);
    client.post("/api/embeddings", "{\"model\":\"titan-embed-text-v2\"}");
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(running())
        .contains("\"name\":\"cohere-embed-v4:latest\"")
        .contains("\"name\":\"titan-embed-text-v2:latest\"");
    client.post("/api/embed", load.formatted("0"));
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(running()).contains("titan-embed-text-v2").doesNotContain("cohere-embed-v4");
  }

  private String running() throws IOException {
    client.request("GET", "/api/ps", "Host: localhost");
    return client.read().body();
  }

  @Test
  void failureOfBedrock_hasItsStatus() throws Exception {
    client.post("/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}");
    server.bedrock.nextInvocation().fail(BedrockException.Kind.THROTTLING, "slow down");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.body()).contains("throttling").contains("slow down");
    client.post("/v1/embeddings", "{\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}");
    server.bedrock.nextInvocation().fail(BedrockException.Kind.ACCESS_DENIED, "not yours");
    response = client.read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body()).contains("\"type\":\"api_error\"").endsWith("}}\n");
    assertThat(server.awaitLog(2).get(0)).contains("\"error\":\"throttling\"");
  }

  @Test
  void clientThatLeaves_endsItsRequests() throws Exception {
    client.post("/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":[\"a\",\"b\"]}");
    Invocation first = server.bedrock.nextInvocation();
    Invocation second = server.bedrock.nextInvocation();
    client.close();
    FakeBedrock.awaitCancelled(first.answer());
    assertThat(second.answer()).failsWithin(Duration.ofSeconds(20));
    assertThat(server.awaitLog(1).get(0)).contains("\"status\":499");
  }

  @Test
  void serverThatEnds_tellsTheClient() throws Exception {
    client.post("/v1/embeddings", "{\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}");
    Invocation call = server.bedrock.nextInvocation();
    server.http.drain(Duration.ZERO);
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).contains("\"message\":\"the server is shutting down\"");
    FakeBedrock.awaitCancelled(call.answer());
  }

  @Test
  void moreThanThereIsMemoryFor_isRefused() throws Exception {
    String many = "\"a\"" + String.join("", Collections.nCopies(20, ",\"a\""));
    String body = "{\"model\":\"titan-embed-text-v2\",\"input\":[" + many + "]}";
    try (TestServer small = new TestServer("GATEWAY_REQUEST_MEMORY", "1MiB");
        RawClient one = small.connect();
        RawClient other = small.connect()) {
      one.post("/api/embed", body);
      RawClient.Response tooLarge = one.read();
      assertThat(tooLarge.status()).isEqualTo(413);
      assertThat(tooLarge.body())
          .isEqualTo("{\"error\":\"the request asks for too much for the memory of the gateway\"}");
      String half = body.substring(0, body.length() - 44 - 2) + "]}";
      one.post("/api/embed", half);
      Invocation waiting = small.bedrock.nextInvocation();
      other.post("/api/embed", half);
      RawClient.Response noRoom = other.read();
      assertThat(noRoom.status()).isEqualTo(503);
      assertThat(noRoom.header("retry-after")).isEqualTo("5");
      assertThat(waiting.answer()).isNotDone();
    }
  }

  @Test
  void placesForAnswers_countEmbeddingsToo() throws Exception {
    String body = "{\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}";
    try (TestServer small = new TestServer("GATEWAY_MAX_OPEN_ANSWERS", "1");
        RawClient one = small.connect();
        RawClient other = small.connect()) {
      one.post("/api/embed", body);
      Invocation call = small.bedrock.nextInvocation();
      other.post("/v1/embeddings", body);
      assertThat(other.read().status()).isEqualTo(503);
      call.answer("{\"embedding\":[1]}", 1);
      assertThat(one.read().status()).isEqualTo(200);
    }
  }

  @Test
  void damagedAnswer_isNoSuccess() throws Exception {
    client.post("/api/embed", "{\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}");
    server.bedrock.nextInvocation().answer("{}", 1);
    assertThat(client.read().status()).isEqualTo(502);
  }
}
