package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that floods its io thread does not keep it from its neighbours. */
class NeighboursIT {

  private static final String HOST = "Host: localhost";
  private static final int REQUESTS = 50;

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer("GATEWAY_IO_THREADS", "1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A neighbour's requests, one after the other. */
  private void askAsANeighbour() throws IOException {
    try (RawClient neighbour = server.connect()) {
      for (int i = 0; i < REQUESTS; i++) {
        assertThat(neighbour.request("GET", "/api/version", HOST).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void requestsSentAhead_waitTheirTurn() throws Exception {
    AtomicLong answered = new AtomicLong();
    try (RawClient flooder = server.connect()) {
      Thread sender = new Thread(() -> sendForEver(flooder));
      Thread reader = new Thread(() -> readForEver(flooder, answered));
      sender.start();
      reader.start();
      while (answered.get() < 10) {
        Thread.onSpinWait();
      }
      long before = answered.get();
      askAsANeighbour();
      assertThat(answered.get() - before)
          .as("answers for the flooder while its neighbour got " + REQUESTS)
          .isPositive()
          .isLessThan(10 * REQUESTS);
      flooder.reset();
      sender.join();
      reader.join();
    }
  }

  private static void sendForEver(RawClient client) {
    String requests = "GET /api/version HTTP/1.1\nHost: localhost\n\n".repeat(1_000);
    try {
      while (true) {
        client.send(requests);
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  private static void readForEver(RawClient client, AtomicLong answered) {
    try {
      while (true) {
        client.read();
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  @Test
  void bodyThatFloods_isReadInTurns() throws Exception {
    flood("POST /api/chat HTTP/1.1\nHost: localhost\nContent-Length: 67000000\n\n");
  }

  @Test
  void bodyThatNobodyWants_isThrownAwayInTurns() throws Exception {
    flood("POST /api/pull HTTP/1.1\nHost: localhost\nContent-Length: 1000000000\n\n");
  }

  private void flood(String head) throws Exception {
    try (RawClient flooder = server.connect()) {
      flooder.send(head);
      Thread sender = new Thread(() -> flooder.sendAsMuchAsIsTaken(66_000_000));
      sender.start();
      askAsANeighbour();
      sender.join();
    }
  }
}
