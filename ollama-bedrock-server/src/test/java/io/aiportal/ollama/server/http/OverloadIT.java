package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is too much is refused early, and what runs goes on. */
class OverloadIT {

  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final String HOST = "Host: localhost";

  private static String chat(int size) {
    return TestServer.chat(true).replace("\"hi\"", '"' + "x".repeat(size) + '"');
  }

  /** Asks until there is room again; a place is free a moment after its answer was read. */
  private static FakeBedrock.Stream askUntilTaken(TestServer server, RawClient client, String chat)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      client.post("/api/chat", chat);
      // One of the two comes, and nobody knows when.
      do {
        FakeBedrock.Stream stream = server.bedrock.nextStreamWithin(10);
        if (stream != null) {
          return stream;
        }
      } while (!client.hears(10));
      assertThat(client.read().status()).isEqualTo(503);
    }
    throw new AssertionError("there was never room again");
  }

  private static int status(TestServer server, String path) throws IOException {
    try (RawClient client = server.connect()) {
      return client.request("GET", path, HOST).read().status();
    }
  }

  @Test
  void oneAnswerTooMany_is503_andWhatRunsGoesOn() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_MAX_OPEN_ANSWERS", "1");
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      first.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream stream = server.bedrock.nextStream();
      for (String path : List.of("/api/chat", "/api/generate")) {
        RawClient.Response refused = second.post(path, TestServer.chat(false)).read();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("5");
        assertThat(refused.body())
            .isEqualTo(
                "{\"error\":\"too many answers are being made at once; please try again in a"
                    + " moment\"}");
      }
      assertThat(status(server, "/health")).isEqualTo(200);
      assertThat(status(server, "/ready")).isEqualTo(200);
      assertThat(status(server, "/api/tags")).isEqualTo(200);
      stream.text("one").finish();
      assertThat(first.read().body()).contains("\"done\":true");
      askUntilTaken(server, second, TestServer.chat(true)).text("two").finish();
      assertThat(second.read().body()).contains("\"content\":\"two\"", "\"done\":true");
    }
  }

  @Test
  void refusedAnswer_needsNoBody() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_MAX_OPEN_ANSWERS", "1");
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      first.post("/api/chat", TestServer.chat(true));
      server.bedrock.nextStream();
      second.send("POST /api/chat HTTP/1.1\nHost: localhost\nContent-Length: 1000000\n\n{");
      assertThat(second.readStart().status()).isEqualTo(503);
    }
  }

  @Test
  void clientThatLeaves_makesRoom() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_MAX_OPEN_ANSWERS", "1");
        RawClient second = server.connect()) {
      RawClient first = server.connect().post("/api/chat", TestServer.chat(true));
      server.bedrock.nextStream();
      first.close();
      askUntilTaken(server, second, TestServer.chat(true)).text("two").finish();
      assertThat(second.read().body()).contains("\"done\":true");
    }
  }

  @Test
  void clientsThatAskAndLeave_areNotLetInFasterThanAnswersAreLetGo() throws Exception {
    int places = 4;
    int clients = 40;
    try (TestServer server = new TestServer("GATEWAY_MAX_OPEN_ANSWERS", "" + places)) {
      for (int i = 0; i < clients; i++) {
        RawClient client = server.connect().post("/api/chat", TestServer.chat(true));
        if (i < places) {
          server.bedrock.nextStream();
        }
        client.close();
        server.awaitLog(i + 1);
      }
      assertThat(server.awaitLog(clients))
          .filteredOn(line -> line.contains("\"status\":503"))
          .as("40 within a moment, 4 at a time")
          .isNotEmpty();
    }
  }

  @Test
  void answersThatFail_makeRoom() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_MAX_OPEN_ANSWERS", "1");
        RawClient client = server.connect()) {
      for (int i = 0; i < 5; i++) {
        client.post("/api/chat", TestServer.chat(true).replace(TestServer.MODEL, "nope"));
        assertThat(client.read().status()).isEqualTo(404);
      }
      askUntilTaken(server, client, TestServer.chat(true)).text("one").finish();
      assertThat(client.read().body()).contains("\"done\":true");
    }
  }

  @Test
  void largeRequests_shareTheMemory_untilTheirAnswersEnd() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_REQUEST_MEMORY", "1MiB");
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      first.post("/api/chat", chat(200_000));
      FakeBedrock.Stream stream = server.bedrock.nextStream();
      try (RawClient refused = server.connect()) {
        RawClient.Response response = refused.post("/api/chat", chat(100_000)).read();
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("retry-after")).isEqualTo("5");
        assertThat(response.header("connection")).isEqualTo("close");
        assertThat(response.body()).contains("too many large requests are under way");
      }
      second.post("/api/chat", TestServer.chat(true));
      server.bedrock.nextStream().text("small").finish();
      assertThat(second.read().body()).contains("\"content\":\"small\"", "\"done\":true");
      stream.text("large").finish();
      assertThat(first.read().body()).contains("\"content\":\"large\"", "\"done\":true");
      server.awaitLog(3);
      second.post("/api/chat", chat(100_000));
      server.bedrock.nextStream().text("again").finish();
      assertThat(second.read().body()).contains("\"content\":\"again\"");
    }
  }

  @Test
  void unfinishedBodies_doNotEndTheMemory() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server = new TestServer("GATEWAY_REQUEST_MEMORY", "1MiB")) {
      for (int i = 0; i < 10; i++) {
        RawClient client = server.connect();
        clients.add(client);
        client.send("POST /api/chat HTTP/1.1\nHost: localhost\nContent-Length: 200000\n\n");
        client.sendBytes(new byte[190_000]);
      }
      assertThat(refused(clients).header("retry-after")).isEqualTo("5");
      assertThat(status(server, "/health")).isEqualTo(200);
      for (RawClient client : clients) {
        client.close();
      }
      server.awaitLog(10);
      try (RawClient client = server.connect()) {
        client.post("/api/chat", chat(100_000));
        server.bedrock.nextStream().text("room").finish();
        assertThat(client.read().body()).contains("\"content\":\"room\"");
      }
    }
  }

  /** The first refusal that one of these clients gets. */
  private static RawClient.Response refused(List<RawClient> clients) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      for (RawClient client : clients) {
        if (client.hears(10)) {
          RawClient.Response response = client.read();
          assertThat(response.status()).isEqualTo(503);
          return response;
        }
      }
    }
    throw new AssertionError("every body found room");
  }

  @Test
  void bodyOfVeryManyValues_isRefused() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_REQUEST_MEMORY", "1MiB");
        RawClient client = server.connect()) {
      String options = "[" + "1,".repeat(10_000) + "1]";
      client.post("/api/chat", "{\"model\":\"nova-lite\",\"options\":{\"stop\":" + options + "}}");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body())
          .isEqualTo("{\"error\":\"the request holds too much for the memory of the gateway\"}");
    }
  }

  @Test
  void bodyThatNeverFits_isToldSo() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_REQUEST_MEMORY", "1MiB");
        RawClient client = server.connect()) {
      client.post("/api/chat", chat(300_000));
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body())
          .isEqualTo(
              "{\"error\":\"the request is larger than 209715 bytes; send less, or give the"
                  + " gateway a larger heap\"}");
    }
  }
}
