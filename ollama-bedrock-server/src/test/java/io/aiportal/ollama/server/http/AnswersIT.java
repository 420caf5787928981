package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers whole and in lines, and what becomes of errors before and after the first line. */
class AnswersIT {

  private static final int MORE_THAN_A_SOCKET_HOLDS = 64 << 20;

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

  @Test
  void wholeAnswer_isOneJsonObject() throws Exception {
    client.post("/api/chat", TestServer.chat(false));
    server.bedrock.nextCall().complete(FakeBedrock.answer("Hi & bye"));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.body())
        .startsWith("{\"model\":\"nova-lite\",\"created_at\":\"")
        .contains("\"message\":{\"role\":\"assistant\",\"content\":\"Hi \\u0026 bye\"}")
        .contains("\"done\":true,\"done_reason\":\"stop\"")
        .endsWith("}");
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains(
            "\"level\":\"info\"",
            "\"method\":\"POST\",\"path\":\"/api/chat\",\"client\":\"127.0.0.1\"",
            "\"model\":\"nova-lite\",\"bedrock_model\":\"amazon.nova-lite-v1:0\",\"status\":200",
            "\"stream\":false,\"prompt_tokens\":11,\"completion_tokens\":3")
        .doesNotContain("Hi", "hi\"", "first_piece_ms");
  }

  private String running() throws Exception {
    client.request("GET", "/api/ps", "Host: localhost");
    return client.read().body();
  }

  @Test
  void model_thatAnswered_isRunningUntilItIsUnloaded() throws Exception {
    assertThat(running()).isEqualTo("{\"models\":[]}");
    client.post("/api/chat", TestServer.chat(false));
    server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(running()).contains("\"name\":\"nova-lite:latest\"");
    client.post("/api/generate", "{\"model\":\"nova-lite\",\"keep_alive\":0}");
    assertThat(client.read().body()).contains("\"done_reason\":\"unload\"");
    assertThat(running()).isEqualTo("{\"models\":[]}");
  }

  @Test
  void model_isRunning_onceItBeginsToAnswer_andOnceHoweverItIsCalled() throws Exception {
    for (String name : List.of("nova-lite", "NOVA-LITE:latest", "amazon.nova-lite-v1:0")) {
      client.post("/api/chat", TestServer.chat(false).replace("nova-lite", name));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      assertThat(client.read().status()).isEqualTo(200);
    }
    assertThat(running()).containsOnlyOnce("\"name\":").contains("\"nova-lite:latest\"");
    client.post("/api/chat", TestServer.chat(true).replace("nova-lite", "nova-pro"));
    FakeBedrock.Stream stream = server.bedrock.nextStream();
    try (RawClient other = server.connect()) {
      other.request("GET", "/api/ps", "Host: localhost");
      assertThat(other.read().body()).doesNotContain("nova-pro");
      stream.text("Hi");
      client.readStart();
      client.chunk();
      other.request("GET", "/api/ps", "Host: localhost");
      assertThat(other.read().body()).contains("\"nova-pro:latest\"");
    }
  }

  @Test
  void model_thatGaveNoAnswer_isNotRunning_norOneThatBedrockHasNoMore() throws Exception {
    client.post("/api/chat", TestServer.chat(false));
    server
        .bedrock
        .nextCall()
        .completeExceptionally(new BedrockException(Kind.THROTTLING, "Slow down", null));
    assertThat(client.read().status()).isEqualTo(429);
    assertThat(running()).isEqualTo("{\"models\":[]}");
    client.post("/api/generate", "{\"model\":\"nova-lite\"}");
    assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
    assertThat(running()).contains("nova-lite:latest");
    for (boolean stream : new boolean[] {false, true}) {
      client.post("/api/chat", TestServer.chat(stream));
      BedrockException unknown =
          new BedrockException(Kind.VALIDATION, "The provided model identifier is invalid.", null);
      if (stream) {
        server.bedrock.nextStream().fail(unknown);
      } else {
        server.bedrock.nextCall().completeExceptionally(unknown);
      }
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(running()).isEqualTo("{\"models\":[]}");
    }
  }

  @Test
  void model_thatIsLoadedForEver_isRunningForEver() throws Exception {
    client.post("/api/chat", "{\"model\":\"nova-lite\",\"keep_alive\":-1}");
    assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
    assertThat(running()).containsPattern("\"expires_at\":\"2[3-9]\\d\\d-");
  }

  @Test
  void model_thatIsLoadedForMoreSecondsThanGoCounts_isGoneAtOnce() throws Exception {
    client.post("/api/chat", "{\"model\":\"nova-lite\",\"keep_alive\":-1}");
    assertThat(client.read().status()).isEqualTo(200);
    client.post("/api/chat", "{\"model\":\"nova-lite\",\"keep_alive\":1e10}");
    assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
    assertThat(running()).isEqualTo("{\"models\":[]}");
  }

  @Test
  void errors_ofTheRequest_haveACharset_andThoseOfTheStreamHaveNone() throws Exception {
    client.post("/api/chat", "{\"model\":\"nova-lite\",\"think\":5}");
    assertThat(client.read().header("content-type")).isEqualTo("application/json; charset=utf-8");
    client.post("/api/chat", TestServer.chat(true).replace("nova-lite", "nope"));
    assertThat(client.read().header("content-type")).isEqualTo("application/json; charset=utf-8");
    client.post("/api/chat", TestServer.chat(true).replace("{\"model", "{\"format\":5,\"model"));
    RawClient.Response format = client.read();
    assertThat(format.status()).isEqualTo(500);
    assertThat(format.header("content-type")).isEqualTo("application/json");
  }

  @Test
  void wholeAnswer_failed_hasBedrocksStatus() throws Exception {
    client.post("/api/chat", TestServer.chat(false));
    server
        .bedrock
        .nextCall()
        .completeExceptionally(new BedrockException(Kind.THROTTLING, "Slow down", null));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.body()).startsWith("{\"error\":\"").contains("Slow down");
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains("\"level\":\"warn\"", "\"status\":429", "\"error\":\"throttling\"");
  }

  @Test
  void faultOfOurs_isTellingNobodyElse() throws Exception {
    client.post("/api/chat", TestServer.chat(false));
    server.bedrock.nextCall().completeExceptionally(new IllegalStateException("secret prompt"));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(500);
    assertThat(response.body())
        .startsWith("{\"error\":\"internal error")
        .doesNotContain("secret", "Exception");
  }

  @Test
  void lines_goOutOneByOne() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    RawClient.Response head = client.readStart();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-type")).isEqualTo("application/x-ndjson");
    assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(head.headers().keySet())
        .containsExactly("content-type", "date", "transfer-encoding", "x-accel-buffering");
    assertThat(head.header("x-accel-buffering")).isEqualTo("no");
    assertThat(client.chunk()).contains("\"content\":\"one\"").endsWith("\"done\":false}\n");
    stream.text("two");
    assertThat(client.chunk()).contains("\"content\":\"two\"").endsWith("\"done\":false}\n");
    stream.finish();
    assertThat(client.chunk()).contains("\"done\":true,\"done_reason\":\"stop\"").endsWith("}\n");
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void firstPiece_isTimed() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    server.bedrock.nextStream().text("one").finish();
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .containsPattern("\"duration_ms\":\\d+,\"first_piece_ms\":\\d+,\"stream\":true");
  }

  @Test
  void lines_onAClosingConnection_areInChunksToo() throws Exception {
    client.post("/api/chat", TestServer.chat(true), "Connection: close");
    server.bedrock.nextStream().text("one").finish();
    RawClient.Response response = client.read();
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(response.body()).contains("\"done\":true");
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void lines_forAnOldClient_endWithTheConnection() throws Exception {
    String body = TestServer.chat(true);
    client.send("POST /api/chat HTTP/1.0\nContent-Length: " + body.length() + "\n\n" + body);
    server.bedrock.nextStream().text("one").finish();
    RawClient.Response response = client.read();
    assertThat(response.header("transfer-encoding")).isEqualTo("(none)");
    assertThat(response.body().lines()).hasSize(2);
  }

  @Test
  void errorBeforeTheFirstLine_isAnHttpError() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    server.bedrock.nextStream().fail(Kind.ACCESS_DENIED, "No");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body()).startsWith("{\"error\":\"");
    client.request("GET", "/api/version", "Host: localhost");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void errorAfterTheFirstLine_isTheLastLine() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    server.bedrock.nextStream().text("one").fail(Kind.MODEL_STREAM_ERROR, "It broke");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    List<String> lines = response.body().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("{\"error\":\"").contains("It broke");
    assertThat(response.body()).doesNotContain("\"done\":true");
    client.request("GET", "/api/version", "Host: localhost");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void unknownModel_is404() throws Exception {
    for (boolean stream : new boolean[] {true, false}) {
      client.post("/api/chat", TestServer.chat(stream).replace(TestServer.MODEL, "nope"));
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body()).isEqualTo("{\"error\":\"model 'nope' not found\"}");
    }
  }

  @Test
  void load_isNeverInLines() throws Exception {
    client.post("/api/generate", "{\"model\":\"nova-lite\",\"keep_alive\":0,\"prompt\":\"\"}");
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.body()).contains("\"done\":true,\"done_reason\":\"unload\"");
    client.post("/api/chat", "{\"model\":\"nova-lite\",\"stream\":true}");
    assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
  }

  @Test
  void slowReader_pausesTheStream_andGetsEverything() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream();
    String text = "x".repeat(10_000);
    long sent = 0;
    // A real transport brings what was demanded; more than a socket holds must not fill the heap.
    while (!stream.isPaused() && sent < MORE_THAN_A_SOCKET_HOLDS) {
      stream.text(text);
      sent += text.length();
    }
    while (!stream.isPaused()) {
      Thread.onSpinWait();
    }
    stream.text("the last one");
    client.readStart();
    StringBuilder body = new StringBuilder();
    for (String chunk = ""; !chunk.contains("the last one"); ) {
      chunk = client.chunk();
      body.append(chunk);
    }
    // The reader has the last piece a moment before the server knows that it was written.
    while (stream.isPaused()) {
      Thread.onSpinWait();
    }
    stream.finish();
    for (String chunk = client.chunk(); !chunk.isEmpty(); chunk = client.chunk()) {
      body.append(chunk);
    }
    assertThat(body.chars().filter(c -> c == 'x').count()).isEqualTo(sent);
    assertThat(body.substring(body.lastIndexOf("{\"model\""))).contains("\"done\":true");
  }

  @Test
  void shutdown_withinAStream_isToldInALine() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    client.readStart();
    client.chunk();
    server.close();
    stream.awaitCancelled();
    assertThat(client.chunk()).isEqualTo("{\"error\":\"the server is shutting down\"}\n");
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void shutdown_beforeAnAnswer_is503() throws Exception {
    client.post("/api/chat", TestServer.chat(false));
    var call = server.bedrock.nextCall();
    server.close();
    FakeBedrock.awaitCancelled(call);
    assertThat(client.read().status()).isEqualTo(503);
  }

  @Test
  void streamThatCannotBeResumed_endsTheAnswer() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().faulty();
    while (!stream.isPaused() && !stream.isCancelled()) {
      stream.text("x".repeat(10_000));
    }
    assertThat(client.isCutOff()).isTrue();
    stream.awaitCancelled();
    assertThat(server.awaitLog(1).get(0)).contains("\"error\":\"internal error");
  }

  @Test
  void streamThatCannotBeCancelled_doesNotKeepTheConnection() throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    server.bedrock.nextStream().faulty();
    client.endSending();
    assertThat(client.isCutOff()).isTrue();
    assertThat(server.awaitLog(1).get(0)).contains("\"client_gone\":true");
  }

  @Test
  void bedrocksRequestId_isLogged() throws Exception {
    client.post("/api/chat", TestServer.chat(false));
    server
        .bedrock
        .nextCall()
        .completeExceptionally(
            new BedrockException(
                Kind.INTERNAL_SERVER,
                "InternalServerException",
                500,
                "a secret prompt",
                "5ca1ab1e",
                null,
                null));
    assertThat(client.read().status()).isGreaterThanOrEqualTo(500);
    assertThat(server.awaitLog(1).get(0))
        .contains("\"error\":\"internal_server\",\"bedrock_request_id\":\"5ca1ab1e\"")
        .doesNotContain("secret");
  }
}
