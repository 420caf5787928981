package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.server.FreePorts;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A start that fails, and an end. */
class HttpServerIT {

  private static final long PATIENCE_MILLIS = 20_000;

  /** With something that listens in each, a client gets in long before the last. */
  private static final int CHECKS = 2_000;

  /** The threads of servers that were not there before. */
  private static List<Thread> threads(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> thread.getName().matches("request-log|http .*"))
        .toList();
  }

  private static void assertNoneIsLeft(Set<Thread> before) throws InterruptedException {
    for (Thread thread : threads(before)) {
      thread.join(PATIENCE_MILLIS);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  void portTaken_leavesNoThreads() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(() -> new TestServer("OLLAMA_HOST", address))
          .withMessageStartingWith("Cannot listen on 127.0.0.1 port " + taken.getLocalPort());
    }
    assertNoneIsLeft(before);
  }

  @Test
  void check_connectsNobody_whoWaitsForTheServer() throws Exception {
    int port = FreePorts.any();
    Settings settings = Settings.read(Map.of("OLLAMA_HOST", "127.0.0.1:" + port), null);
    AtomicBoolean checked = new AtomicBoolean();
    CompletableFuture<Boolean> connected =
        CompletableFuture.supplyAsync(() -> connects(port, checked::get));
    for (int i = 0; i < CHECKS && !connected.isDone(); i++) {
      HttpServer.check(settings);
    }
    checked.set(true);
    assertThat(connected.get()).isFalse();
  }

  /** Whether anything lets a client in, until it is told to leave. */
  private static boolean connects(int port, BooleanSupplier leaves) {
    while (!leaves.getAsBoolean()) {
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return client.isConnected();
      } catch (IOException e) {
        continue; // nobody listens
      }
    }
    return false;
  }

  @Test
  void addressOfAnotherMachine_isToldInOneSentence() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(
            () -> new TestServer("OLLAMA_HOST", "192.0.2.1:0", "GATEWAY_ALLOW_ANONYMOUS", "true"))
        .withMessageStartingWith("Cannot listen on 192.0.2.1 port 0 (");
    assertNoneIsLeft(before);
  }

  @Test
  void close_leavesNoThreads() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    TestServer server = new TestServer("GATEWAY_IO_THREADS", "2");
    assertThat(threads(before)).extracting(Thread::getName).contains("request-log", "http Accept");
    server.close();
    assertNoneIsLeft(before);
  }
}
