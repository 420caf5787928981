package io.aiportal.ollama.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpanDeliveryTest {

  /** Leaves it to the test what becomes of spans. */
  private static final class SlowExporter implements SpanExporter {

    private final Queue<CompletableResultCode> open = new ConcurrentLinkedQueue<>();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean quick;

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      taken.addAndGet(spans.size());
      CompletableResultCode result = new CompletableResultCode();
      open.add(result);
      return quick ? result.succeed() : result;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private final SlowExporter exporter = new SlowExporter();
  private final SpanDelivery delivery = new SpanDelivery(exporter);

  private void spans(int count, Sampler sampler) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(delivery).setSampler(sampler).build();
    for (int i = 0; i < count; i++) {
      provider.get("test").spanBuilder("span").startSpan().end();
    }
  }

  @Test
  void spansBeyondTheBound_areLostAndCounted_andTheOthersAreDelivered() {
    spans(SpanDelivery.MOST_WAITING + 7, Sampler.alwaysOn());
    assertThat(delivery.lost()).isEqualTo(7);
    exporter.quick = true;
    while (exporter.open.isEmpty()) {
      Thread.onSpinWait();
    }
    exporter.open.forEach(CompletableResultCode::succeed);
    assertThat(delivery.shutdown().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(exporter.taken).hasValue(SpanDelivery.MOST_WAITING);
    delivery.giveUp();
    assertThat(delivery.lost()).isEqualTo(7);
  }

  @Test
  void spansThatAreNotTaken_areCountedOnce() {
    spans(3, Sampler.alwaysOn());
    while (exporter.open.isEmpty()) {
      Thread.onSpinWait();
    }
    exporter.open.remove().fail();
    delivery.giveUp();
    assertThat(delivery.lost()).isEqualTo(3);
  }

  @Test
  void spansThatStillWait_areGivenUp() {
    spans(5, Sampler.alwaysOn());
    delivery.giveUp();
    assertThat(delivery.lost()).isEqualTo(5);
  }

  @Test
  void spansThatNobodyWants_takeNoRoom() {
    spans(SpanDelivery.MOST_WAITING + 1, Sampler.alwaysOff());
    assertThat(delivery.lost()).isZero();
  }
}
