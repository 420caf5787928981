package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole gateway in front of a simulated Bedrock: which models it tells of, and when. */
class GatewayIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static String tags(Portal portal) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + portal.port() + "/api/tags");
    return portal
        .client()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void models_areListedInTheBackground() throws Exception {
    try (Portal portal = Portal.withRetries()) {
      portal.bedrock().report().awaitRequests("ListFoundationModels", 1, SOON);
      portal.bedrock().report().awaitRequests("ListInferenceProfiles", 1, SOON);
      assertThat(tags(portal)).contains("\"nova-lite:latest\"");
    }
  }

  @Test
  void bedrocksRequestId_isLogged_whereAllWentWellToo() throws Exception {
    Portal portal = Portal.withRetries();
    try (portal) {
      portal.post("/api/chat", Portal.chat("nova-lite", false));
      portal.post("/api/chat", Portal.chat("nova-lite", true));
    }
    assertThat(portal.requestLog().lines())
        .hasSize(2)
        .allMatch(line -> line.matches(".*\"bedrock_request_id\":\"[0-9a-f-]{30,}\".*"));
  }

  @Test
  void lists_thatFail_leaveTheBuiltInModels() throws Exception {
    BedrockSimulator bedrock = BedrockSimulator.start();
    bedrock.enqueueForLists(Fault.ACCESS_DENIED, Fault.ACCESS_DENIED);
    try (Portal portal = new Portal(bedrock, Map.of())) {
      bedrock.report().awaitRequests("ListFoundationModels", 1, SOON);
      assertThat(tags(portal)).contains("\"nova-lite:latest\"");
      assertThat(portal.post("/api/chat", Portal.chat("nova-lite", true)).body())
          .contains("\"done\":true");
    }
  }

  @Test
  void namesOfTheOperator_areServed() throws Exception {
    try (Portal portal =
        new Portal(
            BedrockSimulator.start(), Map.of("GATEWAY_CONFIG", "src/test/resources/models.yaml"))) {
      assertThat(tags(portal)).contains("\"company-chat:latest\"");
      assertThat(portal.post("/api/chat", Portal.chat("company-chat", false)).body())
          .startsWith("{\"model\":\"company-chat\"");
    }
  }

  private static int status(Portal portal, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + portal.port() + path);
    return portal
        .client()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static void awaitReady(Portal portal) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (status(portal, "/ready") != 200) {
      assertThat(System.nanoTime()).as("it was never ready").isLessThan(deadline);
    }
  }

  @Test
  void ready_waitsForTheFirstListOfModels() throws Exception {
    BedrockSimulator bedrock = BedrockSimulator.start();
    bedrock.enqueueForLists(Fault.STALL_BEFORE_HEADERS);
    try (Portal portal = new Portal(bedrock, Map.of())) {
      bedrock.report().awaitRequests("ListFoundationModels", 1, SOON);
      assertThat(status(portal, "/ready")).isEqualTo(503);
      assertThat(status(portal, "/health")).isEqualTo(200);
    }
  }

  @Test
  void ready_doesNotNeedTheRightToList() throws Exception {
    BedrockSimulator bedrock = BedrockSimulator.start();
    bedrock.enqueueForLists(Fault.ACCESS_DENIED, Fault.ACCESS_DENIED);
    try (Portal portal = new Portal(bedrock, Map.of())) {
      awaitReady(portal);
    }
  }

  @Test
  void ready_isNotSaidWithCredentialsThatAreNotValid() throws Exception {
    BedrockSimulator bedrock = BedrockSimulator.start();
    bedrock.enqueueForLists(
        Fault.EXPIRED_TOKEN, Fault.EXPIRED_TOKEN, Fault.EXPIRED_TOKEN, Fault.EXPIRED_TOKEN);
    try (Portal portal = new Portal(bedrock, Map.of())) {
      bedrock.report().awaitRequests("ListFoundationModels", 1, SOON);
      bedrock.report().awaitRequests("ListInferenceProfiles", 1, SOON);
      assertThat(status(portal, "/ready")).isEqualTo(503);
    }
  }

  @Test
  void names_areTheSame_onceItIsReady() throws Exception {
    try (Portal portal = Portal.withRetries()) {
      awaitReady(portal);
      String first = tags(portal);
      portal.bedrock().report().awaitRequests("ListInferenceProfiles", 1, SOON);
      assertThat(tags(portal)).isEqualTo(first);
    }
  }
}
