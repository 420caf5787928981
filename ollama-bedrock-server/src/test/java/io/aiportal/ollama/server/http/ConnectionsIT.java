package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are connected and ask nothing do not keep others out. */
class ConnectionsIT {

  private static final int MOST = 4;

  private TestServer server;
  private final List<RawClient> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    server = new TestServer("GATEWAY_MAX_CONNECTIONS", "" + MOST, "GATEWAY_IO_THREADS", "1");
  }

  @AfterEach
  void stop() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  private RawClient connect() throws IOException {
    RawClient client = server.connect();
    clients.add(client);
    return client;
  }

  private static void ask(RawClient client) throws IOException {
    assertThat(client.request("GET", "/api/version", "Host: localhost").read().status())
        .isEqualTo(200);
  }

  @Test
  void idleClients_makeRoom_theEldestFirst() throws Exception {
    for (int i = 0; i < 3 * MOST; i++) {
      ask(connect());
    }
    for (int i = 0; i <= 2 * MOST; i++) {
      assertThat(clients.get(i).isCutOff()).as("client " + i).isTrue();
    }
    ask(clients.get(3 * MOST - 1));
  }

  /** A request may be on its way: nobody who has only just come is sent away. */
  @Test
  void clientsThatCameTogether_areAllAnswered() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<RawClient> together = new ArrayList<>();
      for (int i = 0; i < MOST; i++) {
        together.add(connect());
      }
      Thread.sleep(
          50); // all are connected, and the last has made the place of the first one wanted
      for (RawClient client : together) {
        ask(client);
      }
    }
  }

  @Test
  void clientsThatNeverAsk_makeRoomToo() throws Exception {
    for (int i = 0; i < 3 * MOST; i++) {
      connect().send("GET /api/ver");
    }
    ask(connect());
    assertThat(clients.get(0).isCutOff()).isTrue();
  }

  @Test
  void clientThatWaitsForItsAnswer_keepsItsPlace() throws Exception {
    RawClient waiting = connect().post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    for (int i = 0; i < 3 * MOST; i++) {
      ask(connect());
    }
    stream.text("two").finish();
    assertThat(waiting.read().body()).contains("\"one\"", "\"two\"", "\"done\":true");
    ask(waiting);
  }

  @Test
  void clientsThatLeft_haveNoPlace() throws Exception {
    RawClient first = connect();
    ask(first);
    for (int i = 0; i < 3 * MOST; i++) {
      try (RawClient brief = server.connect()) {
        brief.request("GET", "/api/version", "Host: localhost", "Connection: close");
        assertThat(brief.read().status()).isEqualTo(200);
        assertThat(brief.isAtEnd()).isTrue();
      }
    }
    ask(first);
  }

  @Test
  void moreThatWaitForAnswers_waitForAPlace() throws Exception {
    List<FakeBedrock.Stream> streams = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      connect().post("/api/chat", TestServer.chat(true));
      streams.add(server.bedrock.nextStream());
    }
    RawClient late = connect().request("GET", "/api/version", "Host: localhost");
    for (FakeBedrock.Stream stream : streams) {
      stream.text("done").finish();
    }
    assertThat(late.read().status()).isEqualTo(200);
  }

  /**
   * What a connection was used for hangs on it: whole answers were kept until all places were
   * taken.
   */
  @ParameterizedTest
  @ValueSource(strings = {"close", "keep-alive"})
  void connectionsThatHaveEnded_areNotKept(String connection) throws Exception {
    for (int i = 0; i < MOST - 2; i++) {
      try (RawClient client = connect()) {
        client.request("GET", "/api/version", "Host: localhost", "Connection: " + connection);
        assertThat(client.read().status()).isEqualTo(200);
      }
    }
    RawClient client = connect();
    while (!client
        .request("GET", "/metrics", "Host: localhost")
        .read()
        .body()
        .contains("gateway_connections 1.0\n")) {
      Thread.onSpinWait();
    }
  }
}
