package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.server.settings.SettingsException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A start that fails, and an end. */
class HttpServerIT {

  private static final long PATIENCE_MILLIS = 20_000;

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
