package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies: large, small, in pieces, cut off, late, and none. */
class RequestBodyIT {

  private static final int LIMIT = 1 << 20;
  private static final String LOAD = "{\"model\":\"nova-lite\"}";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer("GATEWAY_MAX_REQUEST_BYTES", "1MiB", "GATEWAY_REQUEST_TIMEOUT", "1s");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String padded(int size) {
    return LOAD.substring(0, LOAD.length() - 1)
        + ",\"pad\":\""
        + "x".repeat(size - LOAD.length() - 9)
        + "\"}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\nTransfer-Encoding: identity",
        "Transfer-Encoding:"
      })
  void bodyWhoseEndCannotBeKnown_isRefused(String codings) throws Exception {
    try (RawClient client = server.connect()) {
      client.send("POST /api/chat HTTP/1.1\nHost: localhost\n" + codings + "\n\n2\n{}\n0\n\n");
      RawClient.Response response = client.read();
      assertThat(response.status()).isIn(400, 501);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void body_atTheLimit_isRead() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", padded(LIMIT));
      assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
      client.post("/api/chat", LOAD);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void body_beyondTheLimit_isRefused() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", padded(LIMIT + 1));
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(response.body())
          .isEqualTo(
              "{\"error\":\"the request is larger than 1048576 bytes; send less, or raise"
                  + " GATEWAY_MAX_REQUEST_BYTES (max_request_bytes) of the gateway\"}");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void body_muchBeyondTheLimit_isThrownAway_untilTheReplyIsRead() throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", padded(20 * LIMIT));
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void body_inChunksBeyondTheLimit_isRefused() throws Exception {
    try (RawClient client = server.connect()) {
      client.send("POST /api/chat HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n");
      String piece = "x".repeat(64 << 10);
      for (int sent = 0; sent <= LIMIT; sent += piece.length()) {
        client.send("10000\n" + piece + "\n");
      }
      client.send("0\n\n");
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void body_inChunks_isRead() throws Exception {
    try (RawClient client = server.connect()) {
      client.send("POST /api/chat HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n");
      for (byte b : LOAD.getBytes(StandardCharsets.UTF_8)) {
        client.send("1\n" + (char) b + "\n");
      }
      client.send("0\n\n");
      assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
    }
  }

  @Test
  void body_byteByByte_isRead() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /api/chat HTTP/1.1\nHost: x.local\nContent-Length: " + LOAD.length() + "\n\n");
      for (byte b : LOAD.getBytes(StandardCharsets.UTF_8)) {
        client.sendBytes(new byte[] {b});
      }
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void expectContinue_isAnsweredFirst() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /api/chat HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Length: "
              + LOAD.length()
              + "\n\n");
      assertThat(client.read().status()).isEqualTo(100);
      client.send(LOAD);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void expectContinue_beyondTheLimit_isRefusedAtOnce() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /api/chat HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Length: "
              + (LIMIT + 1)
              + "\n\n");
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void noBody_isMissed() throws Exception {
    try (RawClient client = server.connect()) {
      client.request("POST", "/api/chat", "Host: localhost");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo("{\"error\":\"missing request body\"}");
      client.post("/api/show", " \n ");
      assertThat(client.read().body()).isEqualTo("{\"error\":\"missing request body\"}");
    }
  }

  @Test
  void compressedBody_isNoJson() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /api/chat HTTP/1.1\nHost: localhost\nContent-Encoding: gzip\nContent-Length: 3\n\n");
      client.sendBytes(new byte[] {0x1f, (byte) 0x8b, 8});
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).contains("invalid character '\\\\x1f'");
    }
  }

  @Test
  void bodyThatStops_isGivenUp() throws Exception {
    try (RawClient client = server.connect()) {
      client.send("POST /api/chat HTTP/1.1\nHost: localhost\nContent-Length: 100\n\n{\"mod");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.body()).isEqualTo("{\"error\":\"the request did not arrive in time\"}");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void bodyThatBreaksOff_isForgotten() throws Exception {
    try (TestServer own = new TestServer()) {
      RawClient client = own.connect();
      client.send("POST /api/chat HTTP/1.1\nHost: localhost\nContent-Length: 100\n\n{\"mod");
      client.endSending();
      assertThat(client.isAtEnd()).isTrue();
      client.close();
      assertThat(own.logAfterClose())
          .singleElement()
          .asString()
          .contains("\"status\":499", "\"client_gone\":true");
    }
  }

  @Test
  void brokenChunks_endTheConnection() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(
          "POST /api/chat HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\nzz\n{}\n");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void body_ofManyMegabytes_isReadByDefault() throws Exception {
    try (TestServer usual = new TestServer();
        RawClient client = usual.connect()) {
      client.post("/api/chat", padded(30 << 20));
      assertThat(client.read().body()).contains("\"done_reason\":\"load\"");
    }
  }
}
