package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.RawClient.End;
import io.aiportal.testkit.bedrock.eventstream.EventStreamMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of open streams cost neither threads nor much memory. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // on a busy machine
class ManyStreamsIT {

  private static final int STREAMS = 2_000;
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";

  @Test
  void streamsThatPause_areAllServed() throws Exception {
    try (BedrockSimulator simulator = BedrockSimulator.start()) {
      for (RawClient client : open(simulator, "simulator.chunks-4-every-1000")) {
        RawClient.Response response = client.read();
        assertThat(response.end()).isEqualTo(End.WHOLE);
        assertThat(EventStreamMessage.decodeAll(response.body())).hasSize(8);
        client.close();
      }
      simulator.report().awaitCompletedStreams(STREAMS, SOON);
    }
  }

  @Test
  void openStreams_needNoThreads_andReadersThatLeaveTogetherAreAllNoticed() throws Exception {
    try (BedrockSimulator simulator = BedrockSimulator.start()) {
      int threads = Thread.activeCount();
      List<RawClient> clients = open(simulator, "simulator.stall");
      simulator.report().awaitOpenStreams(STREAMS, SOON);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
      for (RawClient client : clients) {
        client.close();
      }
      simulator.report().awaitCancelledStreams(STREAMS, SOON);
    }
  }

  private static List<RawClient> open(BedrockSimulator simulator, String model) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      RawClient client = new RawClient(simulator.endpoint());
      client.send("POST", "/model/" + model + "/converse-stream", BODY);
      clients.add(client);
    }
    return clients;
  }
}
