package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ConverseResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that leaves is noticed while nothing is written; one that stays is not disturbed. */
class ClientWatchIT {

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void closeBeforeAWholeAnswer_cancelsTheCall() throws Exception {
    RawClient client = server.connect().post("/api/chat", TestServer.chat(false));
    CompletableFuture<ConverseResponse> call = server.bedrock.nextCall();
    client.close();
    FakeBedrock.awaitCancelled(call);
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains("\"status\":499", "\"client_gone\":true", "\"stream\":false");
  }

  @Test
  void resetBeforeAWholeAnswer_cancelsTheCall() throws Exception {
    RawClient client = server.connect().post("/api/chat", TestServer.chat(false));
    CompletableFuture<ConverseResponse> call = server.bedrock.nextCall();
    client.reset();
    FakeBedrock.awaitCancelled(call);
  }

  @Test
  void closeBeforeTheFirstLine_cancelsTheStream() throws Exception {
    RawClient client = server.connect().post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream();
    client.close();
    stream.awaitCancelled();
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains("\"status\":499", "\"client_gone\":true", "\"stream\":true");
  }

  @Test
  void closeWithinASilentStream_cancelsTheStream() throws Exception {
    RawClient client = server.connect().post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    assertThat(client.readStart().status()).isEqualTo(200);
    assertThat(client.chunk()).contains("\"content\":\"one\"");
    client.close();
    stream.awaitCancelled();
  }

  @Test
  void closeAfterPipelining_cancelsTheStream() throws Exception {
    RawClient client = server.connect().post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    client.readStart();
    client.request("GET", "/api/version", "Host: localhost");
    assertThat(client.chunk()).contains("one");
    client.close();
    stream.awaitCancelled();
  }

  @Test
  void pipelinedRequests_areAnsweredInTurn() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false));
      CompletableFuture<ConverseResponse> first = server.bedrock.nextCall();
      client.request("GET", "/api/version", "Host: localhost");
      client.post("/api/chat", TestServer.chat(true));
      client.request("GET", "/", "Host: localhost");
      first.complete(FakeBedrock.answer("whole"));
      assertThat(client.read().body()).contains("\"content\":\"whole\"");
      assertThat(client.read().body()).contains("\"version\"");
      server.bedrock.nextStream().text("lines").finish();
      assertThat(client.read().body()).contains("\"content\":\"lines\"", "\"done\":true");
      assertThat(client.read().body()).isEqualTo("Ollama is running");
    }
  }

  @Test
  void requestSplitAcrossTheAnswer_isPutTogether() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
      client.readStart();
      client.chunk();
      client.send("GET /api/ver");
      stream.text("two");
      assertThat(client.chunk()).contains("two");
      client.send("sion HTTP/1.1\nHost: loc");
      stream.finish();
      assertThat(client.chunk()).contains("\"done\":true");
      assertThat(client.chunk()).isEmpty();
      client.send("alhost\n\n");
      assertThat(client.read().body()).contains("\"version\"");
    }
  }

  @Test
  void morePipelinedThanIsKept_staysInTheSocket() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false));
      CompletableFuture<ConverseResponse> call = server.bedrock.nextCall();
      int requests = 1_000;
      for (int i = 0; i < requests; i++) {
        client.request("GET", "/api/version", "Host: localhost", "X-Number: " + i);
      }
      call.complete(FakeBedrock.answer("late"));
      assertThat(client.read().body()).contains("late");
      for (int i = 0; i < requests; i++) {
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void connection_isUsedAgainAfterAWatchedAnswer() throws Exception {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 20; i++) {
        client.post("/api/chat", TestServer.chat(i % 2 == 0));
        if (i % 2 == 0) {
          server.bedrock.nextStream().text("answer " + i).finish();
        } else {
          server.bedrock.nextCall().complete(FakeBedrock.answer("answer " + i));
        }
        RawClient.Response response = client.read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("\"answer " + i + "\"");
      }
    }
  }

  @Test
  void endOfSending_meansTheClientLeft() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false));
      CompletableFuture<ConverseResponse> call = server.bedrock.nextCall();
      client.endSending();
      FakeBedrock.awaitCancelled(call);
      assertThat(client.isAtEnd()).isTrue();
    } catch (IOException e) {
      throw new AssertionError("the connection must end in order", e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 100_000, 900_000})
  void closeAfterMuchPipelining_cancelsTheStream(int bytes) throws Exception {
    RawClient client = server.connect().post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    client.readStart();
    assertThat(client.chunk()).contains("one");
    client.send("GET /api/version HTTP/1.1\nX-Padding: ").sendBytes(new byte[bytes]);
    client.close();
    stream.awaitCancelled();
  }

  @Test
  void moreSentAheadThanCanBeKept_endsTheConnection() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream stream = server.bedrock.nextStream();
      client.sendAsMuchAsIsTaken(4 * ClientWatch.MOST_AHEAD);
      stream.awaitCancelled();
      assertThat(client.isCutOff()).isTrue();
    }
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains("\"error\":\"the client sent too much ahead\"");
  }

  @Test
  void largeRequestSentAhead_isAnsweredInItsTurn() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream first = server.bedrock.nextStream();
      String large = TestServer.chat(true).replace("\"hi\"", '"' + "x".repeat(900_000) + '"');
      client.post("/api/chat", large).request("GET", "/api/version", "Host: localhost");
      first.text("first").finish();
      assertThat(client.read().body()).contains("\"content\":\"first\"");
      server.bedrock.nextStream().text("second").finish();
      assertThat(client.read().body()).contains("\"content\":\"second\"", "\"done\":true");
      assertThat(client.read().body()).contains("\"version\"");
    }
  }
}
