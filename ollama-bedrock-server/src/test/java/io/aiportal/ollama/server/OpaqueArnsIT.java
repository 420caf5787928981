package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ARNs that do not tell what answers behind them are looked up by whoever asks about them. */
@Timeout(120)
class OpaqueArnsIT {

  private static final String ARN =
      "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/";

  private static Portal portal(String residency) {
    BedrockSimulator bedrock =
        BedrockSimulator.builder()
            .applicationProfile("of0a0team", "eu.amazon.nova-lite-v1:0")
            .applicationProfile("goes0anywhere", "global.anthropic.claude-sonnet-4-5-20250929-v1:0")
            .applicationProfile("vectors", "amazon.titan-embed-text-v2:0")
            .start();
    bedrock.enqueueForLists(Fault.ACCESS_DENIED, Fault.ACCESS_DENIED);
    Portal portal = new Portal(bedrock, Map.of("GATEWAY_RESIDENCY", residency));
    bedrock.report().awaitRequests("ListInferenceProfiles", 1, Duration.ofSeconds(60));
    bedrock.report().awaitRequests("ListFoundationModels", 1, Duration.ofSeconds(60));
    return portal;
  }

  private static HttpResponse<String> ask(Portal portal, String path, String arn) throws Exception {
    if (path.endsWith("/")) {
      return portal.get(path + arn);
    }
    return portal.post(
        path,
        """
        {"model":"%s","prompt":"Hi","messages":[{"role":"user","content":"Hi"}],
         "_debug_render_only":true}"""
            .formatted(arn));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/show", "/v1/models/", "/api/chat", "/api/generate", "/v1/chat/completions"})
  void whereResidencyIsAPromise_itIsKnownFromTheFirstQuestion(String path) throws Exception {
    try (Portal portal = portal("eu")) {
      HttpResponse<String> allowed = ask(portal, path, ARN + "of0a0team");
      assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(200);
      assertThat(allowed.body()).startsWith("{");
      HttpResponse<String> refused = ask(portal, path, ARN + "goes0anywhere");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
      assertThat(refused.body()).contains("sends data to");
      assertThat(ask(portal, path, ARN + "of0a0team").statusCode()).isEqualTo(200);
      assertThat(portal.bedrock().report().requests("GetInferenceProfile")).hasSize(2);
    }
  }

  @Test
  void show_tellsOfTheModelBehindIt() throws Exception {
    try (Portal portal = portal("geography")) {
      HttpResponse<String> shown = ask(portal, "/api/show", ARN + "of0a0team");
      assertThat(new ObjectMapper().readTree(shown.body()).at("/details/family").asText())
          .isEqualTo("nova");
    }
  }

  @Test
  void embeddings_areMadeByTheModelBehindIt() throws Exception {
    try (Portal portal = portal("geography")) {
      HttpResponse<String> answer =
          portal.post(
              "/api/embed", "{\"model\":\"%s\",\"input\":\"Hi\"}".formatted(ARN + "vectors"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"embeddings\":[[");
    }
  }

  /** The look-up itself gives up after ten seconds. */
  @ParameterizedTest
  @ValueSource(strings = {"/api/show", "/v1/models/"})
  void description_comesBeforeALookUpThatGetsNoAnswer(String path) throws Exception {
    try (Portal portal = portal("geography")) {
      portal.bedrock().enqueueForLists(Fault.STALL_BEFORE_HEADERS);
      long asked = System.nanoTime();
      HttpResponse<String> shown = ask(portal, path, ARN + "of0a0team");
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(9));
      assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
      assertThat(portal.bedrock().report().requests("GetInferenceProfile")).hasSize(1);
    }
  }
}
