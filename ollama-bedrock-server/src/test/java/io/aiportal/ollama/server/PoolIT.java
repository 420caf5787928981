package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.settings.SettingsException;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two simulated regions, of one account or of two, behind one gateway. */
class PoolIT {

  private static final String TEAM =
      "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/of0a0team";

  @TempDir private Path folder;
  private final BedrockSimulator home = BedrockSimulator.builder().region("eu-central-1").start();
  private final BedrockSimulator away = BedrockSimulator.builder().region("eu-west-1").start();

  @AfterEach
  void close() {
    away.close();
  }

  private Portal portal(String pool, Map<String, String> more) throws IOException {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), pool);
    Map<String, String> settings = new HashMap<>(more);
    settings.put("GATEWAY_CONFIG", file.toString());
    return new Portal(home, settings);
  }

  private static String place(BedrockSimulator bedrock, String more) {
    return "pool: [{region: eu-west-1, runtime_endpoint: '%1$s', control_endpoint: '%1$s'%2$s}]"
        .formatted(bedrock.endpoint(), more);
  }

  private static List<ReportedRequest> chats(BedrockSimulator bedrock) {
    return bedrock.report().requests().stream()
        .filter(request -> request.operation().startsWith("Converse"))
        .toList();
  }

  private static String chat(String model, String text) {
    return "{\"model\":\"%s\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(model, text);
  }

  @Test
  void placeThatThrottles_isLeftForTheOther_andTheConversationStaysThere() throws Exception {
    try (Portal portal = portal(place(away, ""), Map.of())) {
      home.enqueue(Fault.THROTTLED);
      HttpResponse<String> answer = portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(chats(home)).hasSize(1);
      assertThat(chats(away)).hasSize(1);
      portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(chats(away)).hasSize(2);
      assertThat(portal.requestLog()).doesNotContain("Hello");
    }
  }

  /** What the operator sees of it, by eye and by machine. */
  @Test
  void restingPlace_isToldToTheOperator() throws Exception {
    try (Portal portal = portal(place(away, ""), Map.of())) {
      home.enqueue(Fault.ACCESS_DENIED);
      portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(portal.get("/status").body().replaceAll(" data-column=\"[^\"]*\"", ""))
          .containsPattern(
              "<tr><td>eu-central-1</td><td>1</td><td>1</td><td>amazon.nova-lite-v1:0 rests until \\S+Z</td></tr>")
          .contains(
              "<tr><td>eu-west-1</td><td>1</td><td>0</td><td>takes calls</td></tr>",
              "<td>nova-lite:latest</td><td>eu.amazon.nova-lite-v1:0</td><td>the profile of eu</td>");
      assertThat(portal.get("/metrics").body())
          .contains(
              "gateway_attempts_total{model=\"nova-lite:latest\",target=\"eu-central-1\"} 1.0",
              "gateway_attempts_total{model=\"nova-lite:latest\",target=\"eu-west-1\"} 1.0",
              "gateway_retries_total{cause=\"access_denied\",target=\"eu-central-1\"} 1.0");
    }
  }

  @Test
  void healthyPrimary_answersAlone() throws Exception {
    try (Portal portal = portal(place(away, ""), Map.of())) {
      for (int i = 0; i < 3; i++) {
        portal.post("/api/chat", chat("nova-lite", "Hello " + i));
      }
      assertThat(chats(home)).hasSize(3);
      assertThat(chats(away)).isEmpty();
    }
  }

  /** Quotas that do not refill in time: three times as many calls, from several clients at once. */
  @Test
  void threefoldOverload_usesBothQuotas_andIsRefusedOnlyBeyondThem() throws Exception {
    Clock stopped = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    try (BedrockSimulator small =
            BedrockSimulator.builder()
                .region("eu-central-1")
                .noAuth()
                .clock(stopped)
                .quota(5, 10_000_000)
                .start();
        BedrockSimulator large =
            BedrockSimulator.builder()
                .region("eu-west-1")
                .noAuth()
                .clock(stopped)
                .quota(10, 10_000_000)
                .start();
        Portal portal =
            new Portal(
                small,
                Map.of(
                    "GATEWAY_CONFIG",
                    Files.writeString(folder.resolve("gateway.yaml"), place(large, "")).toString(),
                    "GATEWAY_MAX_ATTEMPTS",
                    "1"))) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 45; i++) {
        answers.add(
            portal
                .client()
                .sendAsync(
                    portal.request("/api/chat", chat("nova-lite", "Question " + i)),
                    BodyHandlers.ofString()));
      }
      Map<Integer, Long> statuses =
          answers.stream()
              .collect(
                  Collectors.groupingBy(
                      answer -> answer.join().statusCode(), Collectors.counting()));
      assertThat(statuses).containsOnly(Map.entry(200, 15L), Map.entry(429, 30L));
    }
  }

  @Test
  void fallbackThatNobodyKnows_stopsTheStart() {
    assertThatThrownBy(() -> portal("models: {nova-lite: {fallback: no-such-model}}", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageMatching(
            "In 'models' in .*yaml, the fallback 'no-such-model' of 'nova-lite' is no model that is"
                + " known here.");
    home.close();
  }

  /** Where residency is a promise, nobody knows at the start where they lead. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{nova-lite: {fallback: %s}}",
        "{team: '%s', nova-lite: {fallback: team}}",
      })
  void fallbackThatIsAnOpaqueArn_answersOnceItIsLookedUp(String models) throws Exception {
    try (Portal portal = portalOfATeam(models.formatted(TEAM))) {
      portal.bedrock().enqueue(Fault.THROTTLED);
      HttpResponse<String> answer = portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(chats(portal.bedrock()))
          .extracting(ReportedRequest::modelId)
          .last()
          .isEqualTo(TEAM);
    }
  }

  @Test
  void modelThatAnOpaqueArnAnswersFor_hasItsFallbackToo() throws Exception {
    try (Portal portal = portalOfATeam("{team: {id: '" + TEAM + "', fallback: nova-lite}}")) {
      portal.bedrock().enqueue(Fault.THROTTLED);
      HttpResponse<String> answer = portal.post("/api/chat", chat("team", "Hello"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(chats(portal.bedrock()))
          .extracting(ReportedRequest::modelId)
          .containsExactly(TEAM, "eu.amazon.nova-lite-v1:0");
    }
  }

  /** Lists are refused, so nobody knows the team's profile before it is looked up. */
  private Portal portalOfATeam(String models) throws IOException {
    home.close();
    BedrockSimulator bedrock =
        BedrockSimulator.builder()
            .region("eu-central-1")
            .applicationProfile("of0a0team", "eu.amazon.nova-pro-v1:0")
            .start();
    bedrock.enqueueForLists(Fault.ACCESS_DENIED, Fault.ACCESS_DENIED);
    Path file = Files.writeString(folder.resolve("gateway.yaml"), "models: " + models);
    Portal portal =
        new Portal(
            bedrock,
            Map.of(
                "GATEWAY_CONFIG",
                file.toString(),
                "GATEWAY_RESIDENCY",
                "eu",
                "GATEWAY_MAX_ATTEMPTS",
                "1"));
    bedrock.report().awaitRequests("ListInferenceProfiles", 1, Duration.ofSeconds(60));
    bedrock.report().awaitRequests("ListFoundationModels", 1, Duration.ofSeconds(60));
    return portal;
  }

  @Test
  void fallback_answersUnderTheNameThatWasAsked() throws Exception {
    try (Portal portal =
        portal("models: {nova-lite: {fallback: nova-pro}}", Map.of("GATEWAY_MAX_ATTEMPTS", "1"))) {
      home.enqueue(Fault.THROTTLED);
      HttpResponse<String> answer = portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(answer.body()).contains("\"model\":\"nova-lite\"");
      assertThat(chats(home))
          .extracting(ReportedRequest::modelId)
          .containsExactly("eu.amazon.nova-lite-v1:0", "eu.amazon.nova-pro-v1:0");
    }
  }

  @Test
  void roleOfAnotherAccount_isTakenWithItsExternalId() throws Exception {
    String role = "arn:aws:iam::222233334444:role/bedrock";
    try (BedrockSimulator theirs =
            BedrockSimulator.builder().region("eu-west-1").role(role, "portal").start();
        Portal portal =
            portal(
                place(theirs, ", role: '" + role + "', external_id: portal"),
                Map.of("AWS_ENDPOINT_URL_STS", theirs.endpoint().toString()))) {
      home.enqueue(Fault.THROTTLED);
      HttpResponse<String> answer = portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(chats(theirs)).hasSize(1);
      assertThat(theirs.report().requests())
          .extracting(ReportedRequest::operation)
          .contains("AssumeRole");
    }
  }

  @Test
  void roleThatRefusesUs_isToldByNobody_asLongAsThereIsRoom() throws Exception {
    String role = "arn:aws:iam::222233334444:role/bedrock";
    try (BedrockSimulator theirs =
            BedrockSimulator.builder().region("eu-west-1").role(role, "other").start();
        Portal portal =
            portal(
                place(theirs, ", role: '" + role + "', external_id: portal"),
                Map.of("AWS_ENDPOINT_URL_STS", theirs.endpoint().toString()))) {
      home.enqueue(Fault.THROTTLED);
      HttpResponse<String> answer = portal.post("/api/chat", chat("nova-lite", "Hello"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(chats(home)).hasSize(2);
      assertThat(chats(theirs)).isEmpty();
    }
  }

  /**
   * Nobody may list anything: what the catalogue knows is asked for, and a place that refuses it is
   * left alone, unnoticed by callers.
   */
  @ParameterizedTest
  @ValueSource(strings = {"claude-sonnet-4.5", "nova-pro", "eu.newco.seer-v1:0"})
  void listsThatAreDeniedEverywhere_leaveThePoolAtWork(String model) throws Exception {
    home.close();
    away.close();
    String notHere = "Invocation of model ID %s with on-demand throughput isn’t supported.";
    try (BedrockSimulator first =
            BedrockSimulator.builder()
                .region("eu-central-1")
                .noAuth()
                .anyModel()
                .rules(
                    (call, request) ->
                        Optional.of(BedrockError.validation(notHere.formatted(call.modelId()))))
                .start();
        BedrockSimulator second =
            BedrockSimulator.builder().region("eu-west-1").noAuth().anyModel().start()) {
      for (BedrockSimulator place : List.of(first, second)) {
        place.enqueueForLists(
            Stream.generate(() -> Fault.ACCESS_DENIED).limit(20).toArray(Fault[]::new));
      }
      Path file = Files.writeString(folder.resolve("gateway.yaml"), place(second, ""));
      try (Portal portal = new Portal(first, Map.of("GATEWAY_CONFIG", file.toString()))) {
        for (BedrockSimulator place : List.of(first, second)) {
          place.report().awaitRequests("ListFoundationModels", 1, Duration.ofSeconds(60));
          place.report().awaitRequests("ListInferenceProfiles", 1, Duration.ofSeconds(60));
        }
        for (int asked = 1; asked <= 3; asked++) {
          HttpResponse<String> answer = portal.post("/api/chat", chat(model, "Hello " + asked));
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          assertThat(chats(second)).hasSize(asked);
        }
        assertThat(chats(first)).hasSize(1);
      }
    }
  }

  @Test
  void placeBeyondTheResidency_stopsTheStart() throws Exception {
    assertThatThrownBy(() -> portal("pool: [{region: us-east-1}]", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("us-east-1")
        .hasMessageContaining("GATEWAY_RESIDENCY (residency)");
    assertThatThrownBy(
            () -> portal("pool: [{region: eu-west-1}]", Map.of("GATEWAY_RESIDENCY", "region")))
        .isInstanceOf(SettingsException.class);
    home.close();
  }
}
