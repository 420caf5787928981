package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model takes that nobody may look up is learned from its refusals, once. */
@Timeout(120)
class UnknownModelToolsIT {

  private static final String ARN =
      "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/of0a0team";

  private static final String CHAT =
      """
      {"model":"%s","stream":%s,"messages":[{"role":"user","content":"Weather in Rome?"}],
       "tools":[{"type":"function","function":{"name":"get-weather","description":"d",
        "parameters":{"type":"object","properties":{"city":{"$ref":"#/$defs/c"}},
        "$defs":{"c":{"type":"string"}},"required":["city"]}}}]}""";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void namesAndSchemasOfTools_becomePlain_whereNovaIsBehindAnArn(boolean stream) throws Exception {
    BedrockSimulator bedrock =
        BedrockSimulator.builder()
            .applicationProfile("of0a0team", "eu.amazon.nova-lite-v1:0")
            .start();
    bedrock.enqueueForLists(
        Stream.generate(() -> Fault.ACCESS_DENIED).limit(9).toArray(Fault[]::new));
    try (Portal portal = new Portal(bedrock, Map.of())) {
      bedrock.report().awaitRequests("ListInferenceProfiles", 1, Duration.ofSeconds(60));
      bedrock.report().awaitRequests("ListFoundationModels", 1, Duration.ofSeconds(60));
      for (int asked = 1; asked <= 2; asked++) {
        HttpResponse<String> answer = portal.post("/api/chat", CHAT.formatted(ARN, stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("get-weather").doesNotContain("\"error\"");
        assertThat(
                bedrock.report().requests().stream()
                    .filter(request -> request.operation().startsWith("Converse")))
            .hasSize(2 + asked);
      }
    }
  }
}
