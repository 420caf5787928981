package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.report.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that leave, that stop reading, and that are many. */
@OverEachTransport
class ReadersIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(60); // when to give up
  private static final Duration SOON = Duration.ofSeconds(60);

  @Parameter private Transport transport;

  private Portal portal;
  private Report bedrock;

  @BeforeEach
  void start() {
    portal = Portal.withoutRetries(transport);
    bedrock = portal.bedrock().report();
  }

  @AfterEach
  void stop() {
    portal.close();
  }

  @Test
  void readerLeaves_whileLinesCome_stopsBedrock() throws Exception {
    try (Socket reader =
        portal.open("/api/chat", Portal.chat("simulator.chunks-10000-every-20", true))) {
      assertThat(line(reader)).contains("200 OK");
    }
    bedrock.awaitCancelledStreams(1, AT_ONCE);
    bedrock.awaitOpenStreams(0, AT_ONCE);
  }

  @Test
  void readerLeaves_whileBedrockIsSilentAfterText_stopsBedrock() throws Exception {
    try (Socket reader = portal.open("/api/chat", Portal.chat("simulator.stall", true))) {
      assertThat(line(reader)).contains("200 OK");
    }
    bedrock.awaitCancelledStreams(1, AT_ONCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stall-before-first-event", "stall-before-headers"})
  void readerLeaves_beforeTheFirstEvent_stopsBedrock(String fault) throws Exception {
    try (Socket reader = portal.open("/api/chat", Portal.chat("simulator." + fault, true))) {
      bedrock.awaitRequests("ConverseStream", 1, SOON);
      assertThat(reader.isConnected()).isTrue();
    }
    bedrock.awaitCancelledStreams(1, AT_ONCE);
  }

  @Test
  void readerLeaves_whoWaitsForAWholeAnswer_stopsBedrock() throws Exception {
    try (Socket reader =
        portal.open("/api/chat", Portal.chat("simulator.stall-before-headers", false))) {
      bedrock.awaitRequests("Converse", 1, SOON);
      assertThat(reader.isConnected()).isTrue();
    }
    bedrock.awaitAbandonedAnswers(1, AT_ONCE);
  }

  @Test
  void readerStalls_isHeldBack_whileOthersRun() throws Exception {
    int chunks = 200_000;
    try (Socket stalled =
        portal.open("/api/chat", Portal.chat("simulator.chunks-" + chunks, true))) {
      bedrock.awaitRequests("ConverseStream", 1, SOON);
      assertAllWhole(200, "simulator.chunks-20-every-20", 20);
      assertThat(bedrock.openStreams()).as("the stalled reader's stream waits").isEqualTo(1);
      assertThat(bedrock.cancelledStreams()).isZero();

      assertThat(reader(stalled).lines().takeWhile(line -> !ends(line)).filter(ReadersIT::isPiece))
          .as("its answer is whole in the end")
          .hasSize(chunks);
    }
    bedrock.awaitOpenStreams(0, SOON);
    assertThat(bedrock.cancelledStreams()).isZero();
  }

  @Test
  void twoHundredReaders_atOnce_areAllServed() throws Exception {
    assertAllWhole(200, "simulator.chunks-10-every-100", 10);
    bedrock.awaitOpenStreams(0, SOON);
  }

  @Test
  void prompts_neverReachTheLog() throws Exception {
    portal.post("/api/chat", Portal.chat("claude-sonnet-4.5", true));
    portal.post("/api/chat", Portal.chat("simulator.validation", false));
    portal.post("/api/chat", "{\"model\":\"claude-sonnet-4.5\",\"messages\":\"secret word\"}");
    while (portal.requestLog().lines().count() < 3) {
      Thread.onSpinWait();
    }
    assertThat(portal.requestLog()).contains("\"path\":\"/api/chat\"").doesNotContain("secret");
  }

  private void assertAllWhole(int readers, String model, int chunks) {
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, readers)
            .mapToObj(
                i ->
                    portal
                        .client()
                        .sendAsync(
                            portal.request("/api/chat", Portal.chat(model, true)),
                            BodyHandlers.ofString()))
            .toList();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      List<String> lines = answer.join().body().lines().toList();
      assertThat(lines).hasSize(chunks + 1);
      assertThat(lines.get(chunks)).contains("\"done\":true");
    }
  }

  private static boolean isPiece(String line) {
    return line.contains("\"done\":false");
  }

  private static boolean ends(String line) {
    return line.contains("\"done\":true");
  }

  private static String line(Socket socket) throws IOException {
    return reader(socket).readLine();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }
}
