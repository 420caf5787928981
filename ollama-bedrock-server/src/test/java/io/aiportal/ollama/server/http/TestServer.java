package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.limits.MemoryLedger;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server on a free port of this machine, in front of a {@link FakeBedrock}. */
final class TestServer implements AutoCloseable {

  /** A model that the library knows in this region. */
  static final String MODEL = "nova-lite";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final FakeBedrock bedrock = new FakeBedrock();
  final HttpServer http;
  final Telemetry telemetry = new Telemetry("test", Clock.systemUTC());
  final MemoryLedger ledger = new MemoryLedger(Clock.systemUTC());
  final AtomicBoolean ready = new AtomicBoolean(true);
  private final OutputStream log;

  /** Starts a server; settings are given as environment variables, names and values in turn. */
  TestServer(String... variables) {
    this(new ByteArrayOutputStream(), variables);
  }

  /** Starts a server that writes its request log to this stream. */
  TestServer(OutputStream log, String... variables) {
    this.log = log;
    Map<String, String> environment = new HashMap<>();
    environment.put("OLLAMA_HOST", "127.0.0.1:0");
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    Settings settings = Settings.read(environment, null);
    OllamaBedrock ollama =
        OllamaBedrock.builder(bedrock)
            .retryPolicy(RetryPolicy.NONE)
            .requestMetadata(settings.get(Key.REQUEST_METADATA))
            .build();
    http =
        HttpServer.start(
            settings,
            Access.of(settings),
            Capacity.of(settings, 0),
            ollama,
            Limits.inMemory(settings, ollama::models, ledger, Scheduler.JDK),
            ready::get,
            telemetry,
            log);
  }

  /** Limits that nobody else knows of. */
  static Limits limits(Settings settings, OllamaBedrock ollama) {
    return Limits.inMemory(
        settings, ollama::models, new MemoryLedger(Clock.systemUTC()), Scheduler.JDK);
  }

  RawClient connect() throws IOException {
    return new RawClient(http.address());
  }

  /** A chat request. */
  static String chat(boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(MODEL, stream);
  }

  /** Ends the server and gives its request log, line by line. */
  List<String> logAfterClose() {
    close();
    return log();
  }

  private List<String> log() {
    return ((ByteArrayOutputStream) log).toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** The request log, once it has this many lines. */
  List<String> awaitLog(int lines) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (log().size() < lines) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only " + log());
      }
      Thread.onSpinWait();
    }
    return log();
  }

  @Override
  public void close() {
    http.drain(Duration.ZERO);
    http.close();
    telemetry.close();
  }
}
