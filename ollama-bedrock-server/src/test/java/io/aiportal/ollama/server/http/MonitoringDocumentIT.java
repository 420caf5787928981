package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.server.telemetry.CallTrail;
import io.aiportal.ollama.server.telemetry.RequestEnd;
import io.aiportal.ollama.server.telemetry.Verdict;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The page on monitoring tells of every metric and field that there is, and of no other. Run with
 * {@code -Dgolden.update} to write its table of metrics anew.
 */
class MonitoringDocumentIT {

  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
  private static final Pattern QUOTED = Pattern.compile("`([a-z_]+)`");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  @Test
  void table_hasEveryMetricInItsRow() throws Exception {
    String page = Files.readString(PAGE);
    String start = "<!-- metrics -->\n";
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf("<!-- /metrics -->");
    String table = "| metric | type | labels | |\n|---|---|---|---|\n" + rows(scrape());
    if (System.getProperty("golden.update") != null) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertThat(page.substring(from, to)).isEqualTo(table);
    }
  }

  /** The metrics of the process that the page names, too. */
  @Test
  void metricsOfTheProcess_areThoseThatThereAre() throws Exception {
    String page = Files.readString(PAGE);
    List<String> named =
        QUOTED
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .filter(name -> name.startsWith("jvm_") || name.startsWith("process_"))
            .toList();
    assertThat(named).hasSizeGreaterThan(5);
    assertThat(names(scrape())).containsAll(named);
  }

  /** Every metric, with everything that can be counted. */
  static String scrape() {
    try (TestServer server = new TestServer()) {
      System.gc(); // there are metrics of collections only when there was one
      for (Verdict verdict : Verdict.values()) {
        server.telemetry.ended(end(verdict, new BigDecimal("0.1")));
        server.telemetry.ended(end(verdict, null));
      }
      String first = server.telemetry.scrape();
      System.gc();
      return first.contains("jvm_gc_pause") ? first : awaitCollection(server);
    }
  }

  /** Collections are told to listeners a moment later. */
  private static String awaitCollection(TestServer server) {
    String scrape = server.telemetry.scrape();
    while (!scrape.contains("jvm_gc_pause")) {
      Thread.onSpinWait();
      scrape = server.telemetry.scrape();
    }
    return scrape;
  }

  private static RequestEnd end(Verdict verdict, @Nullable BigDecimal cost) {
    CallTrail trail = new CallTrail();
    trail.onAttempt("eu-west-1", "m", "m", List.of());
    trail.onRetry("eu-west-1", new BedrockException(Kind.THROTTLING, "no", null), Duration.ZERO);
    trail.onAttempt("eu-west-1", "m", "m", List.of());
    trail.onInvalidAnswer("eu-west-1");
    return new RequestEnd(
        "ollama",
        "/api/chat",
        "team-a",
        200,
        verdict,
        verdict == Verdict.ANSWERED ? "" : "throttled",
        "nova-pro:latest",
        "nova-lite:latest",
        2_000,
        1_000,
        true,
        new TokenUsage(1, 2, 3, 4),
        cost,
        trail);
  }

  /** The names of metrics, as queries may have them. */
  static TreeSet<String> names(String scrape) {
    TreeSet<String> names = new TreeSet<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> names.add(line.split("[ {]", 2)[0]));
    scrape
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .forEach(line -> names.add(line.split(" ")[2]));
    return names;
  }

  private static String rows(String scrape) {
    Map<String, String> meanings = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Map<String, TreeSet<String>> labels = new TreeMap<>();
    for (String line : scrape.lines().filter(line -> line.contains("gateway_")).toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        meanings.put(words[2], words[3]);
      } else if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      } else {
        String name = line.split("[ {]", 2)[0].replaceFirst("_(bucket|sum|count)$", "");
        Matcher matcher = LABEL.matcher(line);
        TreeSet<String> known = labels.computeIfAbsent(name, any -> new TreeSet<>());
        matcher
            .results()
            .map(match -> match.group(1))
            .filter(l -> !l.equals("le"))
            .forEach(known::add);
      }
    }
    StringBuilder rows = new StringBuilder();
    meanings.forEach(
        (name, meaning) ->
            rows.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        name,
                        types.get(name),
                        String.join(", ", labels.getOrDefault(name, new TreeSet<>())),
                        meaning)));
    return rows.toString();
  }

  @Test
  void fieldsOfTheLog_areToldAll() throws Exception {
    String page = Files.readString(PAGE);
    String table =
        page.substring(page.indexOf("<!-- fields -->"), page.indexOf("<!-- /fields -->"));
    List<String> told = new ArrayList<>();
    table
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 2)))
        .forEach(
            cell -> QUOTED.matcher(cell).results().map(match -> match.group(1)).forEach(told::add));
    TreeSet<String> seen = new TreeSet<>();
    seen.add("cache"); // no server here keeps answers; CacheIT has it
    seen.add("trace_id"); // nor has any a collector; TracesIT has it
    for (String line : lines()) {
      JsonNode json = new ObjectMapper().readTree(line);
      json.fieldNames().forEachRemaining(seen::add);
    }
    assertThat(new TreeSet<>(told)).isEqualTo(seen);
  }

  /** Lines with all the fields that there are. */
  private static List<String> lines() throws Exception {
    try (TestServer server =
        new TestServer(
            new ByteArrayOutputStream(),
            "GATEWAY_KEY",
            "0123456789abcdef",
            "GATEWAY_USER_HEADERS_FROM",
            "127.0.0.1")) {
      String key = "x-api-key: 0123456789abcdef";
      try (RawClient client = server.connect()) {
        client.post("/api/chat", TestServer.chat(true), key, "X-OpenWebUI-User-Id: ann-17");
        server.bedrock.nextStream().text("Hi").finish(new TokenUsage(1, 2, 3, 4));
        client.read();
        // The gateway stops this model itself, so that its tokens are guessed.
        String stopping =
            TestServer.chat(true)
                .replace("nova-lite", "gpt-oss:20b")
                .replace("\"stream\"", "\"options\":{\"stop\":[\"!\"]},\"stream\"");
        client.post("/api/chat", stopping, key);
        server.bedrock.nextStream().text("Hi! Then more than that.");
        client.read();
        client.post("/api/chat", TestServer.chat(false), key);
        server
            .bedrock
            .nextCall()
            .completeExceptionally(
                new BedrockException(
                    Kind.THROTTLING, "ThrottlingException", 429, "no", "an-id", null, null));
        client.read();
      }
      try (RawClient leaving = server.connect()) {
        leaving.post("/api/chat", TestServer.chat(false), key);
        server.bedrock.nextCall();
      }
      return server.awaitLog(4);
    }
  }
}
