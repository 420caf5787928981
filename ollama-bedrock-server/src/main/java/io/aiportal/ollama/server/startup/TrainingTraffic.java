package io.aiportal.ollama.server.startup;

import io.aiportal.ollama.server.startup.StandInBedrock.Pace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What is asked of a gateway so that its JVM learns what to load and to compile. */
final class TrainingTraffic {

  private static final int ROUNDS = 150;

  private static final String CHAT = "/api/chat";

  private static final Map<String, String> CALLS =
      Map.of(
          CHAT,
          chat(Pace.BRIEFLY),
          "/api/generate",
          """
          {"model":"nova-pro","stream":false,"prompt":"Hi"}""",
          "/v1/chat/completions",
          """
          {"model":"nova-pro","stream":true,"messages":[{"role":"user","content":"Hi"}],
           "tools":[{"type":"function","function":{"name":"look_up","parameters":
            {"type":"object","properties":{"word":{"type":"string"}}}}}]}""",
          "/v1/messages",
          """
          {"model":"nova-pro","stream":true,"max_tokens":100,
           "messages":[{"role":"user","content":"Hi"}]}""");

  private final URI address;

  /** Without the offer of HTTP/2 that the gateway would have to read with every request. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TrainingTraffic(URI address) {
    this.address = address;
  }

  private static String chat(Pace pace) {
    return """
        {"model":"nova-pro","messages":[{"role":"user","content":"%s"}]}"""
        .formatted(pace);
  }

  /** Calls one route after another, which loads what they need. */
  void callEveryApi() throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<String, String> call : CALLS.entrySet()) {
        ask(HttpRequest.newBuilder(address.resolve(call.getKey())), call.getValue());
      }
    }
    ask(HttpRequest.newBuilder(address.resolve("/metrics")));
  }

  /**
   * Chats as a busy portal does, for half a minute: long enough for the JIT compiler to have
   * compiled what every word goes through, once for each way in which words come. By one API, so
   * that it may count on what it sees: the others share nearly all of the way.
   */
  void chat() throws IOException, InterruptedException {
    chat(Pace.IN_A_WORD, 8, Duration.ofSeconds(8));
    chat(Pace.AT_ONCE, 8, Duration.ofSeconds(4));
    chat(Pace.WORD_BY_WORD, 20, Duration.ofSeconds(12));
  }

  private void chat(Pace pace, int people, Duration time) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Callable<Void> person =
        () -> {
          while (System.nanoTime() - begin < time.toNanos()) {
            ask(HttpRequest.newBuilder(address.resolve(CHAT)), chat(pace));
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(people);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < people; i++) {
        all.add(threads.submit(person));
      }
      for (Future<Void> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void ask(HttpRequest.Builder request, String body)
      throws IOException, InterruptedException {
    ask(request.POST(BodyPublishers.ofString(body)));
  }

  private void ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the gateway does not answer: " + answer.body());
    }
  }
}
