package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.FreePorts;
import io.aiportal.testkit.junit.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented configuration of nginx, in a real one. */
@Needs(
    value = "nginx",
    check = {"nginx", "-v"})
class NginxIT {

  private static final Path DOCUMENT = Path.of("../docs/reverse-proxies.md");
  private static final Pattern RECIPE = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;
  private TestServer server;
  private Process nginx;
  private InetSocketAddress proxy;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.any());
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration());
    nginx =
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    awaitListening();
  }

  @AfterEach
  void stop() throws InterruptedException {
    nginx.destroy();
    assertThat(nginx.waitFor(20, TimeUnit.SECONDS)).isTrue();
    server.close();
  }

  private String configuration() throws IOException {
    Matcher recipe = RECIPE.matcher(Files.readString(DOCUMENT));
    assertThat(recipe.find()).isTrue();
    String server =
        recipe
            .group(1)
            .replace("listen 8080", "listen 127.0.0.1:" + proxy.getPort())
            .replace("127.0.0.1:8000", "127.0.0.1:" + this.server.http.address().getPort());
    return """
        daemon off;
        pid %1$s/pid;
        error_log %1$s/errors;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %2$s
        }
        """
        .formatted(folder, server);
  }

  private void awaitListening() throws IOException {
    while (true) {
      try (RawClient client = new RawClient(proxy)) {
        client.request("GET", "/api/version", "Host: ai.example.org");
        assertThat(client.read().status()).isEqualTo(200);
        return;
      } catch (java.net.ConnectException e) {
        assertThat(nginx.isAlive()).as(Files.readString(folder.resolve("output"))).isTrue();
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void streamedAnswer_reachesTheReaderPieceByPiece() throws Exception {
    try (RawClient client = new RawClient(proxy)) {
      client.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
      client.readStart();
      assertThat(client.chunk()).contains("one");
      stream.text("two");
      assertThat(client.chunk()).contains("two");
      stream.finish();
      assertThat(client.chunk()).contains("\"done\":true");
      assertThat(client.chunk()).isEmpty();
    }
  }

  @Test
  void readerThatLeaves_stopsTheStream() throws Exception {
    FakeBedrock.Stream stream;
    try (RawClient client = new RawClient(proxy)) {
      client.post("/api/chat", TestServer.chat(true));
      stream = server.bedrock.nextStream().text("one");
      client.readStart();
    }
    stream.awaitCancelled();
  }
}
