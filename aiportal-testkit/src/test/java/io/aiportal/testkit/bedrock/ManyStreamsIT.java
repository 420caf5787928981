package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.RawClient.End;
import io.aiportal.testkit.bedrock.eventstream.EventStreamMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of open streams cost neither threads nor much memory. */
class ManyStreamsIT {

  private static final int STREAMS = 2_000;
  private static final String BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";

  @Test
  void openStreams_needNoThreadsAndAreAllServed() throws Exception {
    try (BedrockSimulator simulator = BedrockSimulator.start()) {
      int threads = Thread.activeCount();
      List<RawClient> clients = open(simulator, "simulator.chunks-4-every-1000");
      simulator.report().awaitOpenStreams(STREAMS, Duration.ofSeconds(20));
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
      for (RawClient client : clients) {
        RawClient.Response response = client.read(10_000);
        assertThat(response.end()).isEqualTo(End.WHOLE);
        assertThat(EventStreamMessage.decodeAll(response.body())).hasSize(8);
        client.close();
      }
      assertThat(simulator.report().completedStreams()).isEqualTo(STREAMS);
    }
  }

  @Test
  void readersThatLeaveTogether_areAllNoticedWithinASecond() throws Exception {
    try (BedrockSimulator simulator = BedrockSimulator.start()) {
      List<RawClient> clients = open(simulator, "simulator.stall");
      simulator.report().awaitOpenStreams(STREAMS, Duration.ofSeconds(20));
      for (RawClient client : clients) {
        client.close();
      }
      simulator.report().awaitCancelledStreams(STREAMS, Duration.ofSeconds(1));
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
