package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may take long is done beside the io thread, and several at a time. */
class WorkersIT {

  private static final String IO = "http I/O-1";
  private static final String WORKER = "http task-";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer("GATEWAY_IO_THREADS", "1");
  }

  @AfterEach
  void stop() {
    server.bedrock.letCallersGo();
    server.close();
  }

  private static String chat(int size) {
    return TestServer.chat(true).replace("\"hi\"", '"' + "x".repeat(size) + '"');
  }

  @Test
  void smallRequests_stayOnTheIoThread_largeOnesDoNot() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", chat(1_000));
      assertThat(server.bedrock.nextCaller()).isEqualTo(IO);
      server.bedrock.nextStream().text("small").finish();
      assertThat(client.read().body()).contains("\"content\":\"small\"");
      client.post("/api/chat", chat(20_000));
      assertThat(server.bedrock.nextCaller()).startsWith(WORKER);
      server.bedrock.nextStream().text("large").finish();
      assertThat(client.read().body()).contains("\"content\":\"large\"");
    }
  }

  @Test
  void contextOfAConversation_isUnpackedByAWorker() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/generate", "{\"model\":\"nova-lite\",\"prompt\":\"hi\",\"stream\":false}");
      assertThat(server.bedrock.nextCaller()).isEqualTo(IO);
      server.bedrock.nextCall().complete(FakeBedrock.answer("hello"));
      String answer = client.read().body();
      String context = answer.substring(answer.indexOf("\"context\":["), answer.indexOf(']') + 1);
      client.post("/api/generate", "{\"model\":\"nova-lite\",\"prompt\":\"more\"," + context + "}");
      assertThat(server.bedrock.nextCaller()).startsWith(WORKER);
      server.bedrock.nextStream().text("and more").finish();
      assertThat(client.read().body()).contains("and more", "\"done\":true");
      client.post(
          "/api/generate",
          "{\"model\":\"nova-lite\",\"prompt\":\"more\",\"stream\":false," + context + "}");
      assertThat(server.bedrock.nextCaller()).startsWith(WORKER);
      server.bedrock.nextCall().complete(FakeBedrock.answer("whole"));
      assertThat(client.read().body()).contains("\"response\":\"whole\"");
    }
  }

  @Test
  void contextThatIsNone_isAnErrorAllTheSame() throws Exception {
    try (RawClient client = server.connect()) {
      client.post(
          "/api/generate",
          "{\"model\":\"nope\",\"prompt\":\"more\",\"context\":[1,2],\"stream\":false}");
      assertThat(client.read().status()).isEqualTo(404);
    }
  }

  @Test
  void oneThatTakesLong_doesNotKeepAnotherWaiting() throws Exception {
    server.bedrock.holdCallers();
    try (RawClient one = server.connect();
        RawClient other = server.connect();
        RawClient neighbour = server.connect()) {
      one.post("/api/chat", chat(20_000));
      String first = server.bedrock.nextCaller();
      other.post("/api/chat", chat(20_000));
      assertThat(server.bedrock.nextCaller()).startsWith(WORKER).isNotEqualTo(first);
      neighbour.request("GET", "/api/version", "Host: localhost");
      assertThat(neighbour.read().status()).isEqualTo(200);
    }
  }
}
