package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkGlobalTime;

/** A clock that differs from Bedrock's costs one try, and no call after it. */
@ParameterizedClass
@CsvSource({"DIRECT, PT1H", "DIRECT, PT-1H", "SDK, PT1H"})
class ClockIT {

  @Parameter(0)
  private Transport transport;

  @Parameter(1)
  private Duration ahead;

  /** One for the whole JVM. */
  @AfterEach
  void setTheSdksClockRight() {
    SdkGlobalTime.setGlobalTimeOffset(0);
  }

  @Test
  void clockThatDiffers_isSetRight() throws Exception {
    BedrockSimulator ofAnotherTime =
        BedrockSimulator.builder().clock(Clock.offset(Clock.systemUTC(), ahead)).start();
    try (Portal portal = new Portal(ofAnotherTime, Map.of("GATEWAY_TRANSPORT", transport.name()))) {
      for (int answers = 1; answers <= 2; answers++) {
        HttpResponse<String> answer =
            portal.post("/api/chat", Portal.chat("claude-sonnet-4.5", true));
        assertThat(answer.body()).contains("\"done\":true");
        assertThat(portal.bedrock().report().requests("ConverseStream"))
            .as("what was accepted")
            .hasSize(answers);
      }
    }
  }
}
