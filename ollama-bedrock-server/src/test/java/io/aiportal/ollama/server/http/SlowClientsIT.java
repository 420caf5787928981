package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that take or send next to nothing are given up; slow ones are not. */
class SlowClientsIT {

  private static final int MORE_THAN_A_SOCKET_HOLDS = 64 << 20;

  private static final long LONGER_THAN_THE_TIMEOUT = TimeUnit.SECONDS.toNanos(4);

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer("GATEWAY_WRITE_TIMEOUT", "3s", "GATEWAY_BODY_TIMEOUT", "1s");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A stream whose client has stopped to read, so that bytes wait for it. */
  private FakeBedrock.Stream stalled(RawClient client) throws Exception {
    client.post("/api/chat", TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream();
    for (int sent = 0; !stream.isPaused() && sent < MORE_THAN_A_SOCKET_HOLDS; sent += 10_000) {
      stream.text("x".repeat(10_000));
    }
    while (!stream.isPaused()) {
      Thread.onSpinWait();
    }
    // A full socket takes a little more a moment later; no system's buffers take this.
    return stream.text("x".repeat(16 << 20));
  }

  @Test
  void readerThatStops_isGivenUp_andBedrockIsStopped() throws Exception {
    try (RawClient client = server.connect()) {
      FakeBedrock.Stream stream = stalled(client);
      stream.awaitCancelled();
      assertThat(server.awaitLog(1).get(0))
          .contains(
              "\"client_gone\":true,\"error\":\"the client took nothing of its answer for too long");
      assertThat(client.isCutOff()).isTrue();
    }
  }

  @Test
  void readerOfTheLastLine_isGivenUpToo() throws Exception {
    try (RawClient client = server.connect()) {
      stalled(client).finish();
      assertThat(server.awaitLog(1).get(0)).contains("\"client_gone\":true");
    }
  }

  @Test
  void readerOfAWholeAnswer_isGivenUpToo() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false));
      server.bedrock.nextCall().complete(FakeBedrock.answer("x".repeat(20 << 20)));
      assertThat(server.awaitLog(1)).hasSize(1);
      assertThat(client.isCutOff()).isTrue();
    }
  }

  @Test
  void silentAnswer_isNotGivenUp() throws Exception {
    try (RawClient patient = server.connect();
        RawClient other = server.connect()) {
      patient.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream silent = server.bedrock.nextStream().text("one");
      patient.readStart();
      patient.chunk();
      // Once another has been given up, this one has been silent for as long.
      stalled(other).awaitCancelled();
      silent.text("two").finish();
      assertThat(patient.chunk()).contains("\"content\":\"two\"");
      assertThat(patient.chunk()).contains("\"done\":true");
    }
  }

  @Test
  void connectionBetweenRequests_isNotGivenUp() throws Exception {
    try (RawClient idle = server.connect();
        RawClient other = server.connect()) {
      FakeBedrock.Stream stream = stalled(idle);
      stream.finish();
      assertThat(idle.read().body()).contains("\"done\":true");
      stalled(other).awaitCancelled();
      idle.request("GET", "/api/version", "Host: localhost");
      assertThat(idle.read().status()).isEqualTo(200);
    }
  }

  @Test
  void slowReader_isNotGivenUp() throws Exception {
    try (RawClient slow = server.connect();
        RawClient other = server.connect()) {
      FakeBedrock.Stream unread = stalled(other);
      FakeBedrock.Stream read = stalled(slow);
      long sinceStalled = System.nanoTime();
      // Read from the moment when it stalled, for longer than the other was waited for.
      while (!unread.isCancelledWithin(20)
          || System.nanoTime() - sinceStalled < LONGER_THAN_THE_TIMEOUT) {
        read.text("y".repeat(200_000));
        assertThat(slow.skim(200_000)).isPositive();
      }
      assertThat(read.isCancelled()).isFalse();
    }
  }

  @Test
  void bodyThatDrips_isGivenUp() throws Exception {
    try (RawClient client = server.connect()) {
      client.send("POST /api/chat HTTP/1.1\nHost: localhost\nContent-Length: 100000\n\n");
      do {
        client.sendBytes(new byte[] {' '});
      } while (!client.hears(50));
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.isCutOff()).isTrue();
    }
  }
}
