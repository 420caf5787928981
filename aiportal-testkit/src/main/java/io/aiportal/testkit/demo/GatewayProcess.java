package io.aiportal.testkit.demo;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The gateway as a child process that has the simulator for its Bedrock. */
final class GatewayProcess implements AutoCloseable {

  private static final Duration TO_START = Duration.ofSeconds(60);
  private static final Duration TO_END = Duration.ofSeconds(10);
  private static final long BETWEEN_LOOKS_MILLIS = 100;
  private static final int LINES_SHOWN = 20;

  /** What a JVM ends with after SIGINT and SIGTERM; Ctrl-C reaches the child as well. */
  private static final Set<Integer> ENDED_BY_SIGNAL = Set.of(130, 143);

  private final Process process;
  private final Path log;
  private final URI url;

  private GatewayProcess(Process process, Path log, URI url) {
    this.process = process;
    this.log = log;
    this.url = url;
  }

  /** Starts the gateway; it may take a while until it is ready. */
  static GatewayProcess start(Path jar, int port, BedrockSimulator bedrock) throws DemoException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder = new ProcessBuilder(java.toString(), "-jar", jar.toString());
    Map<String, String> environment = builder.environment();
    // Nothing of the person's own account may reach the gateway of the demo.
    environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("OLLAMA_"));
    environment.putAll(
        Map.of(
            "AWS_REGION", bedrock.region(),
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.endpoint().toString(),
            "AWS_ENDPOINT_URL_BEDROCK", bedrock.endpoint().toString(),
            "AWS_ACCESS_KEY_ID", AccessKey.DEFAULT.id(),
            "AWS_SECRET_ACCESS_KEY", AccessKey.DEFAULT.secret(),
            "OLLAMA_HOST", "127.0.0.1:" + port));
    try {
      Path log = Files.createTempFile("gateway-", ".log");
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      URI url = URI.create("http://127.0.0.1:" + port);
      return new GatewayProcess(builder.start(), log, url);
    } catch (IOException e) {
      throw new DemoException("The gateway could not be started: " + e.getMessage(), e);
    }
  }

  /** Where it listens. */
  URI url() {
    return url;
  }

  /** Waits until the gateway can serve. */
  void awaitReady(OllamaClient ollama) throws DemoException, InterruptedException {
    long deadline = System.nanoTime() + TO_START.toNanos();
    while (!ollama.isReady()) {
      if (process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
        throw ended();
      }
      if (System.nanoTime() > deadline) {
        throw new DemoException(
            "The gateway is not ready after %d seconds.%n%s"
                .formatted(TO_START.toSeconds(), lastLines()));
      }
    }
  }

  /** Waits until the gateway ends: because it is told to, or else that is a failure. */
  void awaitEnd() throws DemoException, InterruptedException {
    if (!ENDED_BY_SIGNAL.contains(process.waitFor())) {
      throw ended();
    }
  }

  private DemoException ended() {
    return new DemoException(
        "The gateway ended with status %d.%n%s".formatted(process.exitValue(), lastLines()));
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "Its log cannot be read: " + e.getMessage();
    }
  }

  /** Ends the process and waits for that. May be called more than once. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(log);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("The gateway's log is left behind: " + e.getMessage());
    }
  }
}
