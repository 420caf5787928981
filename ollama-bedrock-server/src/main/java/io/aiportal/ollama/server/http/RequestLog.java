package io.aiportal.ollama.server.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.Redaction;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.internal.CallersWords;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.settings.MetricsLog;
import io.aiportal.ollama.server.telemetry.CallTrail;
import io.aiportal.ollama.server.telemetry.EmbeddedMetrics;
import io.aiportal.ollama.server.telemetry.RequestEnd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line per request, never a prompt and never a secret.
 *
 * <p>Lines are gathered in memory and written by a thread of their own, so that a slow terminal or
 * pipe never holds up an answer. Where nobody reads them for long, or the disk is full, lines are
 * dropped and counted; the log goes on as soon as it can.
 */
final class RequestLog implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RequestLog.class.getName());

  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_CHARS = 300;
  private static final int MOST_MODELS = 1_000;

  /** About what it takes to say how many lines are missing. */
  private static final int MISSING_BYTES = 64;

  /** Not a failure: what this server does not do. */
  private static final int NOT_HERE = 501;

  private static final long NANOS_A_MILLI = 1_000_000;
  private static final long GATHER_MILLIS = 20;
  private static final long CLOSE_MILLIS = 2_000;

  private final OutputStream out;
  private final Clock clock;
  private final boolean probes;
  private final MetricsLog metrics;
  private final Thread writer;

  /** Names of models without secrets: to see that one holds none takes longer than the rest. */
  private final LoadingCache<String, String> models =
      Caffeine.newBuilder()
          .maximumSize(MOST_MODELS)
          .executor(Runnable::run)
          .build(Redaction::redact);

  private ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private ByteArrayOutputStream spare = new ByteArrayOutputStream();
  private long dropped;
  private boolean closed;

  /** Whether the last write failed; of the writer's thread alone. */
  private boolean failing;

  private RequestLog(OutputStream out, Clock clock, boolean probes, MetricsLog metrics) {
    this.out = out;
    this.clock = clock;
    this.probes = probes;
    this.metrics = metrics;
    this.writer = new Thread(this::writeAll, "request-log");
    writer.setDaemon(true);
  }

  /**
   * A log that writes to a stream, which stays the caller's.
   *
   * @param probes whether probes are noted of which there is nothing to tell
   * @param metrics whether lines are metrics, too
   */
  static RequestLog open(OutputStream out, Clock clock, boolean probes, MetricsLog metrics) {
    RequestLog log = new RequestLog(out, clock, probes, metrics);
    log.writer.start();
    return log;
  }

  /** Notes a request that has ended. */
  void write(HttpCall call, RequestEnd end) {
    if (call.isUneventfulProbe() && !probes) {
      return;
    }
    append(OllamaApi.write(line(call, end)));
  }

  private Map<String, Object> line(HttpCall call, RequestEnd end) {
    Map<String, Object> line = new LinkedHashMap<>();
    String error = call.error();
    int status = call.status();
    Instant now = Instant.now(clock);
    line.put("time", now);
    line.put("level", level(status, error));
    line.put("id", call.id());
    line.put("method", call.exchange().getRequestMethod().toString());
    put(line, "path", call.exchange().getRequestPath());
    put(line, "client", address(call));
    Caller caller = call.caller();
    put(line, "key", caller.isAnonymous() ? null : end.key());
    put(line, "person", caller.person() == null ? null : caller.person().id());
    put(line, "api", end.api().equals(RequestEnd.NONE) ? null : end.api());
    String model = call.model();
    put(line, "model", model == null ? null : CallersWords.logged(redacted(model)));
    Model resolved = call.resolved();
    put(line, "bedrock_model", resolved == null ? null : redacted(resolved.modelId()));
    line.put("status", status);
    line.put("duration_ms", end.nanos() / NANOS_A_MILLI);
    if (end.firstPieceNanos() >= 0) {
      line.put("first_piece_ms", end.firstPieceNanos() / NANOS_A_MILLI);
    }
    put(line, "stream", call.stream());
    put(line, "cache", call.isKept() ? "hit" : null);
    putUsage(line, end);
    put(line, "usage_estimated", call.isUsageEstimated() ? true : null);
    putAttempts(line, end.trail());
    line.put("verdict", end.verdict().label());
    List<String> warnings = call.loggedWarnings();
    put(line, "warnings", warnings.isEmpty() ? null : warnings);
    put(line, "client_gone", call.isClientGone() ? true : null);
    put(line, "error", error == null ? null : CallersWords.leftOut(error));
    put(line, "bedrock_request_id", call.bedrockRequestId());
    put(line, "trace_id", call.traceId());
    if (metrics == MetricsLog.EMF) {
      EmbeddedMetrics.addTo(line, end, now);
    }
    return line;
  }

  /** A caller chooses the name: what is too long for one is not kept. */
  private String redacted(String model) {
    return model.length() > MOST_CHARS ? Redaction.redact(model) : models.get(model);
  }

  private static void putAttempts(Map<String, Object> line, @Nullable CallTrail trail) {
    CallTrail.Attempt last = trail == null ? null : trail.last();
    if (trail != null && last != null) {
      line.put("target", last.target());
      line.put("attempts", trail.attempts().size());
    }
  }

  private static void putUsage(Map<String, Object> line, RequestEnd end) {
    TokenUsage usage = end.usage();
    Integer read = usage.cacheReadInputTokens();
    if (usage.promptTokens() + usage.outputTokens() > 0) {
      line.put("prompt_tokens", usage.promptTokens());
      line.put("completion_tokens", usage.outputTokens());
    }
    put(line, "cache_read_tokens", read == null || read == 0 ? null : read);
    int written = usage.cacheWriteInputTokens();
    put(line, "cache_write_tokens", written == 0 ? null : written);
    put(line, "cost_usd", end.cost());
  }

  private static @Nullable String address(HttpCall call) {
    InetAddress client = call.exchange().getSourceAddress().getAddress();
    return client == null ? null : client.getHostAddress();
  }

  private static String level(int status, @Nullable String error) {
    if (error == null) {
      return "info";
    }
    return status >= 500 && status != NOT_HERE ? "error" : "warn";
  }

  private static void put(Map<String, Object> line, String name, @Nullable Object value) {
    if (value != null) {
      line.put(name, value instanceof String text ? shortened(text) : value);
    }
  }

  /** A caller may choose these texts; a line stays a line. */
  private static String shortened(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + '…';
  }

  private synchronized void append(byte[] line) {
    if (closed || lines.size() > MOST_BYTES) {
      dropped++;
      return;
    }
    lines.writeBytes(line);
    lines.write('\n');
    if (lines.size() == line.length + 1) {
      notifyAll();
    }
  }

  private void writeAll() {
    try {
      for (ByteArrayOutputStream full = take(); full.size() > 0; full = take()) {
        write(full.toByteArray());
        full.reset();
      }
      if (dropped() > 0) {
        write(new byte[0]);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(byte[] text) {
    long missing = dropped();
    try {
      out.write(withMissing(text, missing));
      out.flush();
      drop(-missing);
      succeeded();
    } catch (IOException | RuntimeException e) {
      drop(linesOf(text));
      failed(e);
    }
  }

  /** The text behind what was lost before it: the end of half a line, and how many lines. */
  private byte[] withMissing(byte[] text, long missing) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(text.length + MISSING_BYTES);
    if (failing) {
      whole.write('\n');
    }
    if (missing > 0) {
      String told = "{\"level\":\"warn\",\"dropped_lines\":" + missing + "}\n";
      whole.writeBytes(told.getBytes(StandardCharsets.US_ASCII));
    }
    whole.writeBytes(text);
    return whole.toByteArray();
  }

  private void succeeded() {
    if (failing) {
      failing = false;
      LOG.log(Level.WARNING, "The request log can be written again.");
    }
  }

  private void failed(Exception reason) {
    if (!failing) {
      failing = true;
      LOG.log(
          Level.WARNING,
          "The request log cannot be written ({0}); until it can, lines are lost and counted.",
          reason.getMessage());
    }
  }

  private synchronized long dropped() {
    return dropped;
  }

  private synchronized void drop(long lines) {
    dropped += lines;
  }

  private static long linesOf(byte[] text) {
    long lines = 0;
    for (byte b : text) {
      if (b == '\n') {
        lines++;
      }
    }
    return lines;
  }

  /** Waits for lines, and a little longer for more of them; empty when the log is closed. */
  private synchronized ByteArrayOutputStream take() throws InterruptedException {
    while (lines.size() == 0 && !closed) {
      wait();
    }
    long gathered = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
    for (long left = GATHER_MILLIS; left > 0 && !closed; left = millisUntil(gathered)) {
      wait(left);
    }
    ByteArrayOutputStream full = lines;
    lines = spare;
    spare = full;
    return full;
  }

  private static long millisUntil(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
  }

  /** Writes what is left, waiting a little for a slow reader. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    if (Thread.currentThread() != writer) {
      try {
        writer.join(CLOSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
