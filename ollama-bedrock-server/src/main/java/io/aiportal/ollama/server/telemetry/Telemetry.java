package io.aiportal.ollama.server.telemetry;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of every request when it has ended, and tells of all of them: as metrics, and on the
 * operator's page.
 *
 * <p>Nothing is done while an answer streams. The library for metrics takes its time to start,
 * which the first answers should not have to wait for, so it is started beside them: by the first
 * who wants to see metrics, or when many requests wait to be counted.
 */
public final class Telemetry implements AutoCloseable {

  /** So many requests may wait to be counted. */
  private static final int MOST_WAITING = 512;

  private final String version;
  private final LiveFigures figures;
  private final @Nullable Tracing tracing;
  private final List<Gauge> gauges = new CopyOnWriteArrayList<>();
  private final List<Supplier<StatusTable>> tables = new CopyOnWriteArrayList<>();

  /** Guarded by itself. */
  private final Queue<RequestEnd> waiting = new ArrayDeque<>();

  private volatile @Nullable Meters meters;

  /**
   * Nothing was seen yet.
   *
   * @param version which release this is
   * @param clock tells the time of failures
   */
  public Telemetry(String version, Clock clock) {
    this(version, clock, null);
  }

  /**
   * Nothing was seen yet.
   *
   * @param tracing tells of requests as traces, and is closed with this; null for no traces
   */
  public Telemetry(String version, Clock clock, @Nullable Tracing tracing) {
    this.version = version;
    this.figures = new LiveFigures(clock);
    this.tracing = tracing;
    if (tracing != null) {
      gauge(
          new Gauge(
              "gateway.lost.spans",
              "Spans of traces that could not be delivered",
              tracing::lostSpans));
    }
  }

  /** Tells of requests as traces; null where nobody wants them. */
  public @Nullable Tracing tracing() {
    return tracing;
  }

  /** Tells of something else, too; before anybody asks for metrics. */
  public void gauge(Gauge gauge) {
    gauges.add(gauge);
  }

  /** A request has ended. */
  public void ended(RequestEnd end) {
    figures.add(end);
    Meters ready = meters;
    if (ready == null) {
      keep(end);
    } else {
      ready.count(end);
    }
  }

  private void keep(RequestEnd end) {
    synchronized (waiting) {
      Meters ready = meters;
      if (ready == null) {
        waiting.add(end);
        if (waiting.size() == MOST_WAITING) {
          startMeters();
        }
        return;
      }
      ready.count(end);
    }
  }

  private void startMeters() {
    Thread starting = new Thread(this::meters, "metrics");
    starting.setDaemon(true);
    starting.start();
  }

  /** Starts the library once, and counts what has waited for it. */
  private Meters meters() {
    Meters ready = meters;
    return ready == null ? made() : ready;
  }

  private synchronized Meters made() {
    Meters ready = meters;
    if (ready == null) {
      ready = new Meters(version, gauges);
      synchronized (waiting) {
        waiting.forEach(ready::count);
        waiting.clear();
        meters = ready;
      }
    }
    return ready;
  }

  /** The metrics in the text format of Prometheus; takes some time, the first time much. */
  public String scrape() {
    return meters().scrape();
  }

  /** Shows another table on the operator's page; it is put together whenever somebody looks. */
  public void table(Supplier<StatusTable> table) {
    tables.add(table);
  }

  /** The operator's page, in HTML. */
  public String statusPage() {
    List<StatusTable> shown = new ArrayList<>();
    shown.add(FigureTables.summary(version, figures, gauges));
    shown.add(FigureTables.failures(figures));
    shown.add(FigureTables.answers(figures));
    tables.forEach(table -> shown.add(table.get()));
    return StatusPage.html("AI Portal gateway", shown);
  }

  /** What a browser is to be told with the operator's page, in {@code Content-Security-Policy}. */
  public String statusSecurityPolicy() {
    return StatusPage.SECURITY_POLICY;
  }

  /** What was seen so far. */
  public LiveFigures figures() {
    return figures;
  }

  @Override
  public void close() {
    if (tracing != null) {
      tracing.close();
    }
    Meters made = meters;
    if (made != null) {
      made.close();
    }
  }
}
