package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.portal.Portal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** What happens inside of a portal: what reaches Bedrock, and what its database keeps. */
final class PortalObserver {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Portal portal;

  PortalObserver(Portal portal) {
    this.portal = portal;
  }

  /** The calls of an operation that Bedrock got with this somewhere in their bodies. */
  List<JsonNode> calls(String operation, String said) {
    JsonNode requests = portal.simulator().getReport().path("requests");
    return StreamSupport.stream(requests.spliterator(), false)
        .filter(request -> request.path("operation").asText().equals(operation))
        .filter(request -> request.path("body").toString().contains(said))
        .toList();
  }

  /** The rows that PostgreSQL answers, columns apart by a bar. */
  List<String> query(String sql) throws IOException, InterruptedException {
    PostgreSQLContainer database = portal.database();
    String user = database.getUsername();
    return database
        .execInContainer("psql", "-U", user, "-d", database.getDatabaseName(), "-At", "-c", sql)
        .getStdout()
        .strip()
        .lines()
        .toList();
  }

  /** Waits until Open WebUI takes requests at this address. */
  static void awaitReady(URI url) throws Exception {
    HttpRequest ready = HttpRequest.newBuilder(url.resolve("/ready")).build();
    await("Open WebUI is ready", () -> answers(ready));
  }

  private static boolean answers(HttpRequest request) throws InterruptedException {
    try {
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** Waits until something has come true that nobody announces. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.call()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
