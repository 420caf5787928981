package io.aiportal.ollama.server.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.facts.TokenEstimate;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is guessed of a prompt's tokens is never less than what Bedrock counted, and of a long
 * prompt not much more.
 */
class RecordedEstimatesTest {

  private static final ClientShape SHAPE = new OllamaShape();

  private static final int LONG = 1_500;

  @Test
  void guess_errsOnTheSafeSide() throws IOException {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.out.println("NOT RUN: there are no recordings of Bedrock beside the checkout");
      return;
    }
    List<Double> ofLongOnes = new ArrayList<>();
    int used = 0;
    for (Recording recording : recordings.get().of("converse")) {
      JsonNode usage = recording.response().path("usage");
      int counted =
          usage.path("inputTokens").asInt()
              + usage.path("cacheReadInputTokens").asInt()
              + usage.path("cacheWriteInputTokens").asInt();
      boolean whole =
          SHAPE.obstacle(recording).isEmpty()
              && !recording.request().has("outputConfig")
              && recording.request().findValue("reasoningContent") == null;
      if (counted > 0 && whole) {
        byte[] request =
            SHAPE.of("recorded", recording.request()).toString().getBytes(StandardCharsets.UTF_8);
        double guess = TokenEstimate.of(OllamaApi.toChatCall(OllamaApi.readChat(request)));
        assertThat(guess).as(recording.id()).isGreaterThanOrEqualTo(counted);
        used++;
        if (counted > LONG) {
          ofLongOnes.add(guess / counted);
        }
      }
    }
    System.out.println("Prompts guessed: " + used + ", of long ones so many times: " + ofLongOnes);
    assertThat(used).isGreaterThan(50);
    assertThat(ofLongOnes).allSatisfy(times -> assertThat(times).isLessThan(2.5));
  }
}
