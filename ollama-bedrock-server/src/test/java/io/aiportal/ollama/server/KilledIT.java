package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.server.state.ModelStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that clients made outlive a server that is killed at any moment. */
@Timeout(180)
class KilledIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("Listening on (http://[^ ]+)");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int KILLS = 4;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Random random = new Random(1);

  /** A server in a process of its own. */
  private record Running(Process process, URI address) {}

  @Test
  void modelsThatWereMade_areThere_afterAnyKill() throws Exception {
    int known = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Running server = start();
      try {
        List<String> before = names(server);
        assertThat(before).hasSizeGreaterThanOrEqualTo(known);
        known = makeUntilKilled(server, before.size());
      } finally {
        server.process().destroyForcibly().waitFor();
      }
      JsonNode file = JSON.readTree(Files.readAllBytes(folder.resolve(ModelStore.FILE)));
      assertThat(file.path("models").size()).isGreaterThanOrEqualTo(known);
    }
    assertThat(known).isPositive();
  }

  /** Makes models one after the other, in the midst of which the server dies. */
  private int makeUntilKilled(Running server, int first) throws Exception {
    AtomicInteger made = new AtomicInteger(first);
    int enough = first + 5 + random.nextInt(20);
    Thread killer =
        new Thread(
            () -> {
              while (made.get() < enough && server.process().isAlive()) {
                Thread.onSpinWait();
              }
              server.process().destroyForcibly();
            });
    killer.start();
    try {
      while (true) {
        String body =
            "{\"model\":\"made-%d\",\"from\":\"nova-lite\",\"system\":\"%s\",\"stream\":false}"
                .formatted(made.get(), "x".repeat(5_000));
        if (post(server, "/api/create", body).statusCode() == 200) {
          made.incrementAndGet();
        }
      }
    } catch (IOException killed) {
      killer.join();
      return made.get();
    }
  }

  private List<String> names(Running server) throws Exception {
    HttpRequest tags =
        HttpRequest.newBuilder(server.address().resolve("/api/tags")).timeout(PATIENCE).build();
    String body = client.send(tags, BodyHandlers.ofString()).body();
    return JSON.readTree(body).path("models").findValuesAsText("name").stream()
        .filter(name -> name.startsWith("made-"))
        .toList();
  }

  private HttpResponse<String> post(Running server, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.address().resolve(path))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private Running start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    builder.environment().keySet().removeIf(name -> name.matches("(AWS|OLLAMA|GATEWAY)_.*"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("OLLAMA_HOST", "127.0.0.1:0");
    builder.environment().put("AWS_REGION", "eu-west-2");
    builder.environment().put("AWS_ACCESS_KEY_ID", "any");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "any");
    builder.environment().put("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    builder.environment().put("GATEWAY_STATE_DIR", folder.toString());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    BufferedReader err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        drain(err);
        return new Running(process, URI.create(listening.group(1)));
      }
    }
    process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    throw new AssertionError("the server did not start: " + process.exitValue());
  }

  /** Or the server would wait for somebody to read what it says. */
  private static void drain(BufferedReader err) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (err.readLine() != null) {
                  continue;
                }
              } catch (IOException killed) {
                // nothing more comes
              }
            });
    reader.setDaemon(true);
    reader.start();
  }
}
