package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A promise where data goes, and ARNs that do not tell: they are looked up before anybody is
 * refused.
 */
@Timeout(120)
class ResidencyIT {

  private static final String ARN =
      "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/";

  private static final Map<String, String> EU = Map.of("GATEWAY_RESIDENCY", "eu");

  private static Portal portal() {
    BedrockSimulator bedrock =
        BedrockSimulator.builder()
            .applicationProfile("stays0here", "eu.amazon.nova-lite-v1:0")
            .applicationProfile("goes0anywhere", "global.anthropic.claude-sonnet-4-5-20250929-v1:0")
            .start();
    bedrock.enqueueForLists(Fault.ACCESS_DENIED, Fault.ACCESS_DENIED);
    Portal portal = new Portal(bedrock, EU);
    // Both must have had their refusal, or a look-up would get one.
    bedrock.report().awaitRequests("ListInferenceProfiles", 1, Duration.ofSeconds(60));
    bedrock.report().awaitRequests("ListFoundationModels", 1, Duration.ofSeconds(60));
    return portal;
  }

  private static int lookups(Portal portal) {
    return portal.bedrock().report().requests("GetInferenceProfile").size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/chat", "/v1/chat/completions", "/v1/messages"})
  void profileThatKeepsThePromise_answersAtOnce(String path) throws Exception {
    try (Portal portal = portal()) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> answer =
            portal.post(
                path,
                """
                {"model":"%s","max_tokens":99,"messages":[{"role":"user","content":"Hi"}]}"""
                    .formatted(ARN + "stays0here"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(lookups(portal)).isEqualTo(1);
    }
  }

  @Test
  void profileThatLeadsFurther_isRefused_andToldWhere() throws Exception {
    try (Portal portal = portal()) {
      HttpResponse<String> answer =
          portal.post("/api/chat", Portal.chat(ARN + "goes0anywhere", true));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("sends data to").contains("the residency eu");
      assertThat(lookups(portal)).isEqualTo(1);
      assertThat(portal.bedrock().report().requests("ConverseStream")).isEmpty();
    }
  }

  @Test
  void profileThatNobodyKnows_isRefused() throws Exception {
    try (Portal portal = portal()) {
      HttpResponse<String> answer = portal.post("/api/chat", Portal.chat(ARN + "unknown", false));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("does not tell where it sends data");
    }
  }
}
