package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.telemetry.Telemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What an Ollama server says on the wire, request by request: status, media type, headers and every
 * byte of the body; what changes from call to call is a pattern. The rows are in {@code
 * wire/rows.jsonl}, in the order in which they are asked.
 */
@Timeout(60)
class WireIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static HttpServer server;

  @BeforeAll
  static void start() {
    Settings settings = Settings.read(Map.of("OLLAMA_HOST", "127.0.0.1:0"), null);
    OllamaBedrock ollama =
        OllamaBedrock.builder(new AnsweringBedrock()).retryPolicy(RetryPolicy.NONE).build();
    server =
        HttpServer.start(
            settings,
            Access.of(settings),
            Capacity.of(settings, 0),
            ollama,
            TestServer.limits(settings, ollama),
            () -> true,
            new Telemetry("test", Clock.systemUTC()),
            OutputStream.nullOutputStream());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> conventions() throws IOException {
    return rows("0 ");
  }

  @TestFactory
  Stream<DynamicTest> routes() throws IOException {
    return rows("1.");
  }

  @TestFactory
  Stream<DynamicTest> errors() throws IOException {
    return rows("2.");
  }

  @TestFactory
  Stream<DynamicTest> loading() throws IOException {
    return rows("3 ");
  }

  @TestFactory
  Stream<DynamicTest> hostsAndPages() throws IOException {
    return rows("4 ");
  }

  @TestFactory
  Stream<DynamicTest> newerThanThat() throws IOException {
    return rows("delta");
  }

  @Test
  void rows_areAllAsked_andSayWhatIsAnswered() throws IOException {
    for (JsonNode row : rows()) {
      assertThat(row.path("row").asText()).as("%s", row).matches("(0 |1\\.|2\\.|3 |4 |delta).*");
      assertThat(row.has("answer") || row.has("like")).as("%s", row).isTrue();
    }
  }

  private static Stream<DynamicTest> rows(String section) throws IOException {
    List<DynamicTest> tests =
        rows().stream()
            .filter(row -> row.path("row").asText().startsWith(section))
            .map(row -> DynamicTest.dynamicTest(name(row), () -> check(row)))
            .toList();
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private static List<JsonNode> rows() throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    InputStream file = Objects.requireNonNull(WireIT.class.getResourceAsStream("/wire/rows.jsonl"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(JSON.readTree(line));
      }
    }
    return rows;
  }

  private static String name(JsonNode row) {
    String body = row.path("body").asText();
    return "%s: %s %s %s"
        .formatted(
            row.path("row").asText(),
            row.path("method").asText(),
            row.path("path").asText(),
            body.length() > 100 ? body.substring(0, 100) + "…" : body);
  }

  private static void check(JsonNode row) throws IOException {
    RawClient.Response answer;
    try (RawClient client = new RawClient(server.address())) {
      client.send(head(row)).sendBytes(body(row));
      answer = row.path("method").asText().equals("HEAD") ? client.readHead() : client.read();
    }
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(row.path("status").asInt());
    if (row.has("type")) {
      assertThat(header(answer, "content-type")).isEqualTo(row.path("type").asText());
    }
    if (row.has("answer")) {
      assertThat(answer.body()).isEqualTo(row.path("answer").asText());
    }
    if (row.has("like")) {
      assertThat(answer.body()).matches(Pattern.compile(row.path("like").asText(), Pattern.DOTALL));
    }
    row.path("has")
        .properties()
        .forEach(
            header ->
                assertThat(header(answer, header.getKey()))
                    .as(header.getKey())
                    .isEqualTo(header.getValue().asText()));
    row.path("without")
        .forEach(header -> assertThat(answer.headers()).doesNotContainKey(header.asText()));
  }

  private static String head(JsonNode row) {
    StringBuilder head = new StringBuilder();
    head.append(row.path("method").asText()).append(' ').append(row.path("path").asText());
    head.append(" HTTP/1.1\nHost: ").append(row.path("host").asText("localhost")).append('\n');
    row.path("headers")
        .properties()
        .forEach(
            header ->
                head.append(header.getKey())
                    .append(": ")
                    .append(header.getValue().asText())
                    .append('\n'));
    if (row.has("body")) {
      head.append("Content-Length: ").append(body(row).length).append('\n');
    }
    return head.append('\n').toString();
  }

  private static byte[] body(JsonNode row) {
    return row.path("body").asText().getBytes(StandardCharsets.UTF_8);
  }

  private static String header(RawClient.Response answer, String name) {
    return answer.headers().containsKey(name) ? answer.header(name) : "";
  }
}
