package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.server.settings.Key;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands spans to the collector, many at a time, on a thread of its own. No more than so many wait
 * for it; those beyond, and those that it does not take, are lost and counted.
 */
final class SpanDelivery implements SpanProcessor {

  /** So many spans may wait; a power of two, as the queue is as long as the next one. */
  static final int MOST_WAITING = 2048;

  private static final System.Logger LOG = System.getLogger(SpanDelivery.class.getName());

  private static final int MOST_AT_ONCE = 512;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final SpanProcessor batches;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicBoolean overflowed = new AtomicBoolean();

  /** Hands them to this exporter. */
  SpanDelivery(SpanExporter exporter) {
    this.batches =
        BatchSpanProcessor.builder(new Watched(exporter))
            .setMaxQueueSize(MOST_WAITING)
            .setMaxExportBatchSize(MOST_AT_ONCE)
            .setScheduleDelay(PAUSE)
            .build();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // There is nothing to send yet.
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      batches.onEnd(span);
      return;
    }
    waiting.decrementAndGet();
    lost.incrementAndGet();
    if (overflowed.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "There are more traces than the collector takes in time; what is too much is lost and"
              + " counted. {0} can make them fewer.",
          Key.TRACES_SAMPLER_ARG.named());
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  long lost() {
    return lost.get();
  }

  /** Whatever still waits will not be delivered any more. */
  void giveUp() {
    int left = waiting.getAndSet(0);
    if (left > 0) {
      lost.addAndGet(left);
      LOG.log(Level.WARNING, "{0} spans of traces could not be delivered in time.", left);
    }
  }

  private void ended(int spans, CompletableResultCode result) {
    if (result.isSuccess()) {
      if (failing.compareAndSet(true, false)) {
        LOG.log(
            Level.WARNING,
            "Traces can be delivered again; {0} spans of them were lost so far.",
            lost.get());
      }
      return;
    }
    lost.addAndGet(spans);
    if (failing.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "Traces cannot be delivered ({0}); until they can, they are lost and counted. See {1}.",
          reason(result.getFailureThrowable()),
          Key.OTLP_ENDPOINT.named());
    }
  }

  /** What lies behind a failure; its words may be anybody's. */
  private static String reason(@Nullable Throwable failure) {
    String reason = "the collector refuses them";
    Throwable cause = failure == null ? null : failure.getCause();
    for (; cause != null; cause = cause.getCause()) {
      reason = cause.getClass().getSimpleName();
    }
    return reason;
  }

  /** Takes note of what becomes of spans. */
  private final class Watched implements SpanExporter {

    private final SpanExporter exporter;

    Watched(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int count = spans.size();
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(
          () -> {
            waiting.addAndGet(-count);
            ended(count, result);
          });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
