package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Bedrock refuses is asked otherwise, unnoticed by the caller, and remembered. */
@Timeout(120)
class LearningIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** A Bedrock whose models take no top-p beside a temperature, whatever anybody believes. */
  private Portal portal() {
    return portal(AccessKey.ACCOUNT);
  }

  private Portal portal(String account) {
    BedrockSimulator bedrock =
        BedrockSimulator.builder()
            .accessKey(AccessKey.DEFAULT.inAccount(account))
            .rules(
                (call, request) ->
                    request.at("/inferenceConfig/topP").isMissingNode()
                        ? Optional.empty()
                        : Optional.of(
                            BedrockError.validation(
                                "This model doesn't support the topP field. Remove topP and try"
                                    + " again.")))
            .applicationProfile("of0another0team", "anthropic.claude-opus-4-7")
            .start();
    Portal portal = new Portal(bedrock, Map.of("GATEWAY_STATE_DIR", folder.toString()));
    while (!isReady(portal)) {
      Thread.onSpinWait(); // until the lists have told whose the account is
    }
    return portal;
  }

  private static boolean isReady(Portal portal) {
    try {
      return portal.get("/ready").statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> chat(Portal portal, String model) throws Exception {
    return portal.post(
        "/api/chat",
        """
        {"model":"%s","stream":true,"options":{"temperature":0.5,"top_p":0.5},
          "messages":[{"role":"user","content":"Hi"}]}"""
            .formatted(model));
  }

  private static List<JsonNode> bodies(Portal portal) {
    return portal.bedrock().report().requests().stream()
        .filter(request -> request.operation().startsWith("Converse"))
        .map(ReportedRequest::body)
        .toList();
  }

  private static JsonNode resolution(Portal portal) throws Exception {
    return JSON.readTree(portal.post("/api/show", "{\"model\":\"nova-lite\"}").body())
        .path("model_info")
        .path("bedrock.resolution");
  }

  @Test
  void refusal_isRepaired_remembered_shown_andOutlivesTheProcess() throws Exception {
    try (Portal portal = portal()) {
      HttpResponse<String> first = chat(portal, "nova-lite");
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(first.body()).contains("\"done\":true").doesNotContain("error");
      assertThat(bodies(portal)).hasSize(2);
      assertThat(bodies(portal).get(1).at("/inferenceConfig/temperature").asDouble())
          .isEqualTo(0.5);

      chat(portal, "nova-lite");
      assertThat(bodies(portal)).hasSize(3);
      assertThat(resolution(portal).toString())
          .contains("learned from a refusal: it takes temperature or top-p, not both");
    }
    try (Portal portal = portal()) {
      chat(portal, "nova-lite");
      assertThat(bodies(portal)).hasSize(1);
      chat(portal, "nova-pro");
      assertThat(bodies(portal)).hasSize(3);
    }
  }

  @Test
  void lesson_isOfOneAccount_whichNoCallerIsTold() throws Exception {
    String shown;
    try (Portal portal = portal()) {
      chat(portal, "nova-lite");
      shown = portal.post("/api/show", "{\"model\":\"nova-lite\"}").body();
    }
    assertThat(shown).contains("learned from a refusal").doesNotContain(AccessKey.ACCOUNT);
    assertThat(Files.readString(folder.resolve("lessons.json"))).contains(AccessKey.ACCOUNT);
    try (Portal another = portal("210987654321")) {
      chat(another, "nova-lite");
      assertThat(bodies(another)).hasSize(2);
    }
    try (Portal again = portal()) {
      chat(again, "nova-lite");
      assertThat(bodies(again)).hasSize(1);
    }
  }

  /** What nobody described is asked as its caller wishes, and then as Bedrock's refusal has it. */
  @Test
  void limitOfAModelThatNobodyDescribed_isLearnedDownward() throws Exception {
    BedrockSimulator bedrock =
        BedrockSimulator.builder()
            .anyModel()
            .rules(
                (call, request) ->
                    request.at("/inferenceConfig/maxTokens").asInt() <= 64_000
                        ? Optional.empty()
                        : Optional.of(
                            BedrockError.validation(
                                "The maximum tokens you requested exceeds the model limit of 64000."
                                    + " Try again with a maximum tokens value that is lower than"
                                    + " 64000.")))
            .start();
    try (Portal portal = new Portal(bedrock, Map.of())) {
      for (int wanted : new int[] {64_000, 200_000, 200_000}) {
        HttpResponse<String> answer =
            portal.post(
                "/api/chat",
                """
                {"model":"newco.seer-v1:0","stream":false,"options":{"num_predict":%d},
                  "messages":[{"role":"user","content":"Hi"}]}"""
                    .formatted(wanted));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(bodies(portal))
          .extracting(body -> body.at("/inferenceConfig/maxTokens").asInt())
          .containsExactly(64_000, 200_000, 64_000, 64_000);
    }
  }

  @Test
  void show_tellsPriceAndLifecycle() throws Exception {
    try (Portal portal = portal()) {
      JsonNode info =
          JSON.readTree(portal.post("/api/show", "{\"model\":\"nova-lite\"}").body())
              .path("model_info");
      assertThat(info.path("bedrock.price.input").decimalValue()).isEqualByComparingTo("0.06");
      assertThat(info.path("bedrock.price.as_of").asText()).isEqualTo("2026-11-25");
      assertThat(info.path("bedrock.lifecycle").asText()).isEqualTo("active");
    }
  }
}
