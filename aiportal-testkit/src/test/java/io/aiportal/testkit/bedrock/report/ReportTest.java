package io.aiportal.testkit.bedrock.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReportTest {

  private final Report report = new Report();

  @Test
  void streams_areCountedByTheirEnds() {
    for (StreamEnd end : StreamEnd.values()) {
      report.streamBegan();
      report.streamEnded(end);
    }
    report.streamBegan();
    assertThat(report.openStreams()).isEqualTo(1);
    assertThat(report.completedStreams()).isEqualTo(1);
    assertThat(report.cancelledStreams()).isEqualTo(1);
    assertThat(report.brokenStreams()).isEqualTo(1);
  }

  @Test
  void reset_forgetsAllButOpenStreams() {
    report.streamBegan();
    report.streamBegan();
    report.streamEnded(StreamEnd.CANCELLED);
    report.request(request(0));
    report.reset();
    assertThat(report.openStreams()).isEqualTo(1);
    assertThat(report.cancelledStreams()).isZero();
    assertThat(report.requestCount()).isZero();
    assertThat(report.requests()).isEmpty();
  }

  @Test
  void requests_beyondThoseKept_areCountedAndForgotten() {
    for (int i = 0; i < Report.REQUESTS_KEPT + 5; i++) {
      report.request(request(i));
    }
    assertThat(report.requestCount()).isEqualTo(Report.REQUESTS_KEPT + 5);
    assertThat(report.requests()).hasSize(Report.REQUESTS_KEPT);
    assertThat(report.requests().get(0).modelId()).isEqualTo("model-5");
  }

  @Test
  void await_returnsOnceItIsSo() {
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> report.awaitOpenStreams(1, Duration.ofSeconds(20)));
    report.streamBegan();
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void await_beyondTheDeadline_saysWhatIsSoInstead() {
    assertThatThrownBy(() -> report.awaitCancelledStreams(1, Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Not 1 cancelled streams within PT0.001S, but 0 requests, streams: 0 open, ended {}");
  }

  private static ReportedRequest request(int number) {
    return new ReportedRequest(Instant.EPOCH, "Converse", "model-" + number, Map.of(), null);
  }
}
