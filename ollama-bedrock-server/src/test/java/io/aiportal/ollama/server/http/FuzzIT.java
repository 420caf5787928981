package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.telemetry.Telemetry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many thousand bodies that are nearly right, and others that are not, over every route: each gets
 * an answer in the shape of its API, and none a fault of ours. The same bodies in every run.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // on a busy machine
class FuzzIT {

  private static final int REQUESTS = 100_000;
  private static final int THREADS = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Ollama itself answers with 500, though the request is at fault. */
  private static final List<String> OLLAMAS_OWN_500 =
      List.of(
          "invalid format: ",
          "template: :",
          "scorer returned the wrong number",
          "option \"",
          "pull model manifest: file does not exist");

  @Test
  void anyBody_getsAnAnswerInTheShapeOfItsApi() throws Exception {
    Settings settings = Settings.read(Map.of("OLLAMA_HOST", "127.0.0.1:0"), null);
    OllamaBedrock ollama =
        OllamaBedrock.builder(new AnsweringBedrock())
            .retryPolicy(RetryPolicy.NONE)
            .catalogue(
                ModelCatalogue.builtIn("eu-west-2")
                    .withOverrides(
                        List.of(new ModelOverride("nova-pro", null, Map.of("decision", true)))))
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (HttpServer server =
        HttpServer.start(
            settings,
            Access.of(settings),
            Capacity.of(settings, 0),
            ollama,
            TestServer.limits(settings, ollama),
            () -> true,
            new Telemetry("test", Clock.systemUTC()),
            OutputStream.nullOutputStream())) {
      List<Callable<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long seed = i;
        runs.add(() -> run(server, new FuzzBodies(seed), REQUESTS / THREADS));
      }
      int answered = 0;
      for (Future<Integer> run : threads.invokeAll(runs)) {
        answered += run.get();
      }
      assertThat(answered).as("requests that were answered with success").isGreaterThan(1_000);
      server.drain(Duration.ZERO);
    } finally {
      threads.shutdownNow();
    }
  }

  /** How many of the requests succeeded. */
  private static int run(HttpServer server, FuzzBodies bodies, int requests) throws IOException {
    int succeeded = 0;
    RawClient client = new RawClient(server.address());
    try {
      for (int i = 0; i < requests; i++) {
        FuzzBodies.Request request = bodies.next();
        client.send(
            request.method()
                + " "
                + request.path()
                + " HTTP/1.1\nHost: 127.0.0.1\nContent-Length: "
                + request.body().length
                + "\n\n");
        client.sendBytes(request.body());
        RawClient.Response response = client.read();
        try {
          check(request, response);
        } catch (AssertionError e) {
          throw new AssertionError(request + " got " + response, e);
        }
        succeeded += response.status() == 200 ? 1 : 0;
        if (response.header("connection").equals("close")) {
          client.close();
          client = new RawClient(server.address());
        }
      }
    } finally {
      client.close();
    }
    return succeeded;
  }

  private static void check(FuzzBodies.Request request, RawClient.Response response) {
    String body = response.body();
    assertThat(body).doesNotContain("\tat ", "Exception", "io.aiportal", "java.", "internal error");
    String type = response.header("content-type");
    if (response.status() >= 400) {
      checkError(request, response.status(), type, body);
    } else if (type.equals("application/x-ndjson")) {
      checkLines(body);
    } else if (type.equals("text/event-stream")) {
      checkEvents(body);
    } else if (!body.isEmpty()) {
      assertThat(type).startsWith("application/json");
      assertThat(parsed(body).isMissingNode()).isFalse();
    }
  }

  private static void checkError(FuzzBodies.Request request, int status, String type, String body) {
    if (status == 404 && body.equals("404 page not found")) {
      assertThat(type).isEqualTo("text/plain");
      return;
    }
    assertThat(type).startsWith("application/json");
    JsonNode error = parsed(body).path("error");
    String text = error.isTextual() ? error.asText() : error.path("message").asText();
    assertThat(text).isNotBlank();
    if (status >= 500) {
      boolean ollamas =
          OLLAMAS_OWN_500.stream().anyMatch(text::startsWith)
              || text.endsWith("cannot be pushed anywhere");
      assertThat(ollamas).as(request.path() + " " + text).isTrue();
    }
  }

  private static void checkLines(String body) {
    assertThat(body).endsWith("\n").doesNotContain("\n\n");
    JsonNode last = null;
    for (String line : body.split("\n")) {
      assertThat(last == null || !last.path("done").asBoolean()).isTrue();
      last = parsed(line);
      assertThat(last.isObject()).isTrue();
    }
    assertThat(
            last.path("done").asBoolean()
                || last.has("error")
                || last.path("status").asText().equals("success"))
        .isTrue();
  }

  private static void checkEvents(String body) {
    assertThat(body).endsWith("\n\n");
    for (String event : body.split("\n\n")) {
      String data = event.substring(event.indexOf("data: ") + "data: ".length());
      assertThat(event).matches("(?s)(event: [a-z_.]+\n)?data: .*");
      assertThat(data.equals("[DONE]") || parsed(data).isObject()).isTrue();
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
