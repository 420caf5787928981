package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Statistics;
import io.aiportal.testkit.junit.AIPortal.AddressOf;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.GatewayContainer;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.Portal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * Fifty people ask ten questions a second, for twenty seconds, or as long as {@code
 * -Daiportal.load.seconds=120} says. All of them are answered and kept, and what the gateway takes
 * of the time and of the processors is told beside what Open WebUI does.
 */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
@Timeout(value = 15, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@SharedPortal
class LoadIT {

  private static final int PEOPLE = 50;
  private static final int EACH_SECOND = 10;
  private static final int SECONDS = Integer.getInteger("aiportal.load.seconds", 20);

  private final Portal portal;
  private final List<OpenWebUIClient> people = new ArrayList<>();
  private final List<Long> throughOpenWebUI = new ArrayList<>();
  private final List<Long> throughGateway = new ArrayList<>();
  private volatile boolean over;

  LoadIT(Portal portal) {
    this.portal = portal;
  }

  @Test
  void everyQuestion_isAnsweredAndKept(
      OpenWebUIClient admin, @AddressOf(GatewayContainer.class) URI gateway) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      signIn(admin, threads);
      Map<String, Long> before = processorTime();
      Future<?> probes = threads.submit(() -> probe(gateway));
      List<String> chats = ask(threads);
      awaitAnswers(chats);
      over = true;
      probes.get();
      assertThat(query(kept("count(distinct chat_id)", chats.size())))
          .isEqualTo(Integer.toString(chats.size()));
      report(chats.size(), before, processorTime());
    } finally {
      threads.shutdownNow();
    }
  }

  private void signIn(OpenWebUIClient admin, ExecutorService threads) throws Exception {
    List<Callable<OpenWebUIClient>> signIns =
        IntStream.range(0, PEOPLE)
            .<Callable<OpenWebUIClient>>mapToObj(
                i -> () -> admin.add("Person " + i, "person" + i + "@load.test", "Pa55-of-" + i))
            .toList();
    for (Future<OpenWebUIClient> person : threads.invokeAll(signIns)) {
      people.add(person.get());
    }
  }

  /** Asks without waiting for those who asked before, and gives the chats. */
  private List<String> ask(ExecutorService threads) throws Exception {
    List<Future<String>> asked = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < SECONDS * EACH_SECOND; i++) {
      long due = begin + TimeUnit.SECONDS.toNanos(i) / EACH_SECOND;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      OpenWebUIClient person = people.get(i % PEOPLE);
      String question = "Repeat exactly: answer under load " + i;
      asked.add(threads.submit(() -> person.begin(Portal.MODEL, question)));
    }
    List<String> chats = new ArrayList<>();
    for (Future<String> chat : asked) {
      chats.add(chat.get());
    }
    return chats;
  }

  private void awaitAnswers(List<String> chats) throws Exception {
    while (!query(kept("count(*)", chats.size())).equals(Integer.toString(chats.size()))) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  /** Of the answers that are kept whole, and are those to their questions. */
  private static String kept(String what, int questions) {
    return "select "
        + what
        + " from chat_message where role = 'assistant' and done and coalesce(error::text, 'null') = 'null'"
        + " and (usage->>'output_tokens')::int > 0 and content #>> '{}' in (select"
        + " 'answer under load ' || generate_series(0, "
        + (questions - 1)
        + "))";
  }

  private String query(String sql) throws Exception {
    return portal
        .database()
        .execInContainer("psql", "-U", "openwebui", "-d", "openwebui", "-At", "-c", sql)
        .getStdout()
        .strip();
  }

  /** Measures the time to the first token, by both ways in turn, while the others ask. */
  private void probe(URI gateway) {
    while (!over) {
      long begin = System.nanoTime();
      try (Stream<String> pieces = people.get(0).stream(Portal.MODEL, "Repeat exactly: a probe")) {
        pieces.iterator().next();
        throughOpenWebUI.add(System.nanoTime() - begin);
      }
      throughGateway.add(firstLine(gateway));
    }
  }

  private static long firstLine(URI gateway) {
    String body =
        "{\"model\": \""
            + Portal.MODEL
            + "\", \"messages\": [{\"role\": \"user\", \"content\": \"Repeat exactly: a probe\"}]}";
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/api/chat"))
            .POST(BodyPublishers.ofString(body))
            .build();
    long begin = System.nanoTime();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body(),
                StandardCharsets.UTF_8))) {
      lines.readLine();
      return System.nanoTime() - begin;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Long> processorTime() throws Exception {
    Map<String, Long> times = new LinkedHashMap<>();
    times.put("Open WebUI", processorTime(portal.openWebUI()));
    times.put("gateway", processorTime(portal.gateway()));
    times.put("PostgreSQL", processorTime(portal.database()));
    times.put("simulated Bedrock", processorTime(portal.simulator()));
    return times;
  }

  private static long processorTime(GenericContainer<?> container) throws Exception {
    List<Statistics> seen = new ArrayList<>();
    ResultCallback.Adapter<Statistics> callback =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(Statistics statistics) {
            seen.add(statistics);
          }
        };
    DockerClientFactory.instance()
        .client()
        .statsCmd(container.getContainerId())
        .withNoStream(true)
        .exec(callback)
        .awaitCompletion();
    return seen.get(0).getCpuStats().getCpuUsage().getTotalUsage();
  }

  private void report(int questions, Map<String, Long> before, Map<String, Long> after) {
    System.out.printf("%d people, %d questions, %d a second%n", PEOPLE, questions, EACH_SECOND);
    Map<String, Long> took = new LinkedHashMap<>();
    after.forEach((name, time) -> took.put(name, time - before.get(name)));
    long all = took.values().stream().mapToLong(Long::longValue).sum();
    took.forEach(
        (name, time) ->
            System.out.printf(
                "  %-18s %6.1f ms of a processor for each question, %2d %%%n",
                name, time / 1e6 / questions, Math.round(100.0 * time / all)));
    System.out.printf(
        "  first token, median of %d: %.0f ms through Open WebUI, %.0f ms of the gateway alone%n",
        throughOpenWebUI.size(), median(throughOpenWebUI) / 1e6, median(throughGateway) / 1e6);
    assertThat(took.get("gateway"))
        .as("the gateway is not what people wait for")
        .isLessThan(took.get("Open WebUI"));
  }

  private static long median(List<Long> times) {
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
