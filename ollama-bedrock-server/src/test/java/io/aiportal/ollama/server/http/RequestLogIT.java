package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The request log on a disk that is full for a while. */
class RequestLogIT {

  private static final Logger LOGGER = Logger.getLogger(RequestLog.class.getName());

  private final Disk disk = new Disk();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          warnings.add(new java.util.logging.SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Takes bytes while it is not full, and a few of those that it has no room for. */
  private static final class Disk extends OutputStream {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Semaphore failures = new Semaphore(0);
    private volatile boolean full;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int count) throws IOException {
      if (full) {
        content.write(bytes, from, Math.min(count, 10));
        failures.release();
        throw new IOException("No space left on device");
      }
      content.write(bytes, from, count);
    }

    synchronized List<String> lines() {
      return content.toString(StandardCharsets.UTF_8).lines().toList();
    }
  }

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void leave() {
    LOGGER.removeHandler(handler);
  }

  private static void ask(TestServer server, int times) throws IOException {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < times; i++) {
        assertThat(client.request("GET", "/api/version", "Host: localhost").read().status())
            .isEqualTo(200);
      }
    }
  }

  private void awaitFailure() throws InterruptedException {
    assertThat(disk.failures.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void fullDisk_isToldOnce_andLinesAreCounted() throws Exception {
    try (TestServer server = new TestServer(disk)) {
      disk.full = true;
      ask(server, 1);
      awaitFailure();
      ask(server, 2);
      awaitFailure();
      disk.full = false;
      ask(server, 1);
    }
    List<String> lines = disk.lines();
    long lost =
        lines.stream()
            .filter(line -> line.startsWith("{\"level\":\"warn\",\"dropped_lines\":"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    long kept =
        lines.stream()
            .filter(line -> line.startsWith("{\"time\"") && line.endsWith("}"))
            .filter(line -> line.contains("\"path\":\"/api/version\""))
            .count();
    assertThat(kept).isPositive();
    assertThat(lost).isEqualTo(4 - kept);
    assertThat(warnings)
        .containsExactly(
            "The request log cannot be written (No space left on device); until it can, lines are"
                + " lost and counted.",
            "The request log can be written again.");
  }

  @Test
  void probes_areNotNoted_unlessTheyFail_orAreWanted() throws Exception {
    try (TestServer server = new TestServer(disk);
        RawClient client = server.connect()) {
      probe(client, 200);
      server.ready.set(false);
      assertThat(client.request("GET", "/ready", "Host: localhost").read().status()).isEqualTo(503);
      client.request("HEAD", "/", "Host: evil.example").readHead();
      client.request("GET", "/", "Host: localhost").read();
    }
    assertThat(disk.lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"path\":\"/ready\"").contains("\"status\":503"),
            line -> assertThat(line).contains("\"method\":\"HEAD\"").contains("\"status\":403"),
            line -> assertThat(line).contains("\"method\":\"GET\",\"path\":\"/\""));
  }

  @Test
  void probes_areNoted_whereThatIsSet() throws Exception {
    try (TestServer server = new TestServer(disk, "GATEWAY_LOG_PROBES", "true");
        RawClient client = server.connect()) {
      probe(client, 200);
    }
    assertThat(disk.lines()).hasSize(3);
  }

  private static void probe(RawClient client, int status) throws IOException {
    assertThat(client.request("GET", "/health", "Host: localhost").read().status())
        .isEqualTo(status);
    assertThat(client.request("GET", "/ready", "Host: localhost").read().status())
        .isEqualTo(status);
    assertThat(client.request("HEAD", "/", "Host: localhost").readHead().status())
        .isEqualTo(status);
  }

  @Test
  void streamOfOthers_thatThrowsAnything_endsNothing() throws Exception {
    OutputStream broken =
        new OutputStream() {
          private int writes;

          @Override
          public void write(int b) {
            throw new IllegalStateException("closed");
          }

          @Override
          public void write(byte[] bytes) throws IOException {
            if (writes++ > 0) {
              disk.write(bytes);
            } else {
              disk.failures.release();
              throw new IllegalStateException("closed");
            }
          }
        };
    try (TestServer server = new TestServer(broken)) {
      ask(server, 1);
      awaitFailure();
      ask(server, 1);
    }
    assertThat(warnings.get(0)).contains("(closed)");
  }
}
