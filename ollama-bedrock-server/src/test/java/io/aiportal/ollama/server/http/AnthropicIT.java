package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Anthropic's API on the wire: statuses, headers, bodies, and what becomes of errors. */
class AnthropicIT {

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private static String message(boolean stream) {
    return """
    {"model":"%s","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"hi"}]}"""
        .formatted(TestServer.MODEL, stream);
  }

  @Test
  void wholeMessage_isOneJsonObject() throws Exception {
    client.post("/v1/messages", message(false), "x-api-key: k", "anthropic-version: 2023-06-01");
    server.bedrock.nextCall().complete(FakeBedrock.answer("Hi & bye"));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().keySet())
        .containsExactly("content-length", "content-type", "date");
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .matches(
            "\\{\"id\":\"msg_[0-9a-f]{24}\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"model\":\"nova-lite\","
                + "\"content\":\\[\\{\"type\":\"text\",\"text\":\"Hi \\\\u0026 bye\"}],"
                + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + "\"usage\":\\{\"input_tokens\":11,\"cache_read_input_tokens\":0,"
                + "\"output_tokens\":3}}\n");
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains("\"path\":\"/v1/messages\"", "\"model\":\"nova-lite\"", "\"status\":200")
        .doesNotContain("Hi");
  }

  @Test
  void versionsAndKeys_areTakenAsTheyAre() throws Exception {
    for (String header :
        new String[] {
          "anthropic-version: 2026-10-21", "anthropic-beta: x", "Authorization: Bearer"
        }) {
      client.post("/v1/messages", message(false), header);
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void events_goOutOneByOne() throws Exception {
    client.post("/v1/messages", message(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    RawClient.Response head = client.readStart();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-type")).isEqualTo("text/event-stream");
    assertThat(head.header("cache-control")).isEqualTo("no-cache");
    assertThat(head.header("connection")).isEqualTo("keep-alive");
    assertThat(client.chunk())
        .startsWith("event: message_start\ndata: {\"type\":\"message_start\"")
        .endsWith("\"delta\":{\"type\":\"text_delta\",\"text\":\"one\"}}\n\n");
    stream.text("two");
    assertThat(client.chunk())
        .isEqualTo(
            """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"two"}}

            """);
    stream.finish();
    assertThat(client.chunk())
        .contains("event: content_block_stop\n", "\"stop_reason\":\"end_turn\"")
        .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void events_onAClosingConnection_sayThatItCloses() throws Exception {
    client.post("/v1/messages", message(true), "Connection: close");
    server.bedrock.nextStream().text("one").finish();
    RawClient.Response response = client.read();
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.body()).endsWith("data: {\"type\":\"message_stop\"}\n\n");
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void errorBeforeTheFirstEvent_isAnHttpError_withTheHeadersOfTheStream() throws Exception {
    client.post("/v1/messages", message(true));
    server
        .bedrock
        .nextStream()
        .fail(
            new BedrockException(
                Kind.THROTTLING,
                "ThrottlingException",
                429,
                "Slow",
                "id",
                Duration.ofSeconds(7),
                null));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    assertThat(response.header("connection")).isEqualTo("keep-alive");
    assertThat(response.header("retry-after")).isEqualTo("7");
    assertThat(response.body())
        .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"")
        .matches("(?s).*\"},\"request_id\":\"req_[0-9a-f]{24}\"}\n");
    client.request("GET", "/api/version", "Host: localhost");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void errorAfterTheFirstEvent_isTheLastEvent() throws Exception {
    client.post("/v1/messages", message(true));
    server.bedrock.nextStream().text("one").fail(Kind.MODEL_STREAM_ERROR, "It broke");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    String last = response.body().substring(response.body().lastIndexOf("event: "));
    assertThat(last)
        .startsWith(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"")
        .contains("It broke")
        .endsWith("\"}\n\n");
    assertThat(response.body()).doesNotContain("message_stop", "message_delta");
  }

  @Test
  void requestAtFault_isToldWithTheCharacterSet() throws Exception {
    for (String[] fault :
        new String[][] {
          {"", "EOF"},
          {"{", "unexpected EOF"},
          {"{}", "model is required"},
          {
            "{\"model\":\"x\",\"max_tokens\":1,\"messages\":[{\"content\":[{\"type\":\"image\"}]}]}",
            "invalid image source"
          }
        }) {
      client.post("/v1/messages", fault[0]);
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(response.header("cache-control")).isEqualTo("(none)");
      assertThat(response.body())
          .startsWith(
              "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\""
                  + fault[1]
                  + "\"},\"request_id\":\"req_")
          .endsWith("\"}");
    }
  }

  @Test
  void unknownModel_isNotFound() throws Exception {
    for (boolean stream : new boolean[] {true, false}) {
      client.post("/v1/messages", message(stream).replace(TestServer.MODEL, "nope"));
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.header("content-type")).isEqualTo("application/json");
      assertThat(response.body())
          .startsWith(
              "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model"
                  + " 'nope' not found\"}")
          .endsWith("\"}\n");
    }
  }

  @Test
  void otherMethods_areRefusedByTheRouter() throws Exception {
    client.request("GET", "/v1/messages", "Host: localhost");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo("POST");
    assertThat(response.body()).isEqualTo("405 method not allowed");
  }

  @Test
  void shutdown_withinAStream_isAnErrorEvent() throws Exception {
    client.post("/v1/messages", message(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    client.readStart();
    client.chunk();
    server.close();
    stream.awaitCancelled();
    assertThat(client.chunk())
        .startsWith("event: error\n")
        .contains("\"type\":\"overloaded_error\"", "the server is shutting down");
  }

  private static String counted() {
    return message(false).replace("\"max_tokens\":100,", "");
  }

  @Test
  void countTokens_isBedrocksCount() throws Exception {
    client.post("/v1/messages/count_tokens", counted());
    server.bedrock.nextCount().complete(42);
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body()).isEqualTo("{\"input_tokens\":42}\n");
    assertThat(server.awaitLog(1).get(0)).contains("\"model\":\"nova-lite\"", "\"status\":200");
  }

  @Test
  void countTokens_whereBedrockCannotCount_isRefusedInItsWords() throws Exception {
    client.post("/v1/messages/count_tokens", counted());
    server
        .bedrock
        .nextCount()
        .completeExceptionally(
            new BedrockException(
                Kind.VALIDATION, "The provided model doesn't support counting tokens.", null));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .contains("\"invalid_request_error\"", "doesn't support counting tokens.")
        .endsWith("\"}\n");
    client.post("/v1/messages/count_tokens", counted());
    server.bedrock.nextCount().completeExceptionally(new IllegalStateException("secret"));
    assertThat(client.read().body()).contains("\"api_error\"").doesNotContain("secret");
  }

  @Test
  void countTokens_ofABadRequest_asksNobody() throws Exception {
    client.post("/v1/messages/count_tokens", "{}");
    assertThat(client.read().body()).contains("model is required");
    client.post("/v1/messages/count_tokens", counted().replace(TestServer.MODEL, "nope"));
    assertThat(client.read().status()).isEqualTo(404);
  }

  @Test
  void countTokens_whoseClientLeaves_isCancelled() throws Exception {
    client.post("/v1/messages/count_tokens", counted());
    var count = server.bedrock.nextCount();
    client.endSending();
    assertThat(client.isCutOff()).isTrue();
    assertThat(server.awaitLog(1).get(0)).contains("\"client_gone\":true");
    FakeBedrock.awaitCancelled(count);
  }

  @Test
  void countTokens_atShutdown_isCutOff() throws Exception {
    client.post("/v1/messages/count_tokens", counted());
    var count = server.bedrock.nextCount();
    server.close();
    FakeBedrock.awaitCancelled(count);
    assertThat(client.read().status()).isEqualTo(503);
  }

  @Test
  void packedRequests_areUnpacked() throws Exception {
    for (String path : new String[] {"/v1/messages", "/v1/chat/completions"}) {
      String body = message(false).replace("hi", "hi ".repeat(50_000));
      client.post(path, packed(body), "Content-Encoding: zstd");
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      assertThat(client.read().status()).isEqualTo(200);
    }
    client.post("/v1/messages/count_tokens", packed(counted()), "Content-Encoding: zstd");
    server.bedrock.nextCount().complete(1);
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void packedRequest_atFault_isToldAsAnyOther() throws Exception {
    client.post("/v1/messages", packed("{}"), "Content-Encoding: zstd");
    assertThat(client.read().body()).contains("\"message\":\"model is required\"");
    client.post("/v1/messages", new byte[0], "Content-Encoding: zstd");
    assertThat(client.read().body()).contains("\"message\":\"EOF\"");
  }

  @Test
  void whatCannotBeUnpacked_isToldAsOllamaDoes() throws Exception {
    client.post("/v1/messages", message(false), "Content-Encoding: zstd");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.body()).isEqualTo("{\"error\":\"invalid input: magic number mismatch\"}");
  }

  @Test
  void packedRequests_areOneBudget() throws Exception {
    byte[] bomb = Zstd.compress(new byte[21 << 20]);
    client.post("/v1/messages", bomb, "Content-Encoding: zstd");
    RawClient.Response response = client.read();
    assertThat(response.status()).isIn(413, 503);
    assertThat(response.body()).startsWith("{\"error\":\"");
  }

  @Test
  void otherEncodings_andOtherApis_areReadAsTheyAre() throws Exception {
    client.post("/api/chat", packed(message(false)), "Content-Encoding: zstd");
    RawClient.Response ollama = client.read();
    assertThat(ollama.status()).isEqualTo(400);
    assertThat(ollama.body()).startsWith("{\"error\":\"invalid character '(' looking for");
    client.post("/v1/messages", new byte[] {0x1f, (byte) 0x8b}, "Content-Encoding: gzip");
    RawClient.Response gzip = client.read();
    assertThat(gzip.status()).isEqualTo(400);
    assertThat(gzip.body()).contains("\"message\":\"invalid character '\\\\x1f' looking for");
  }

  private static byte[] packed(String body) {
    return Zstd.compress(body.getBytes(StandardCharsets.UTF_8));
  }
}
