package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.server.telemetry.EmbeddedMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of the request log that CloudWatch takes for metrics. */
class EmbeddedMetricsIT {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Schema schema = schema();

  private static Schema schema() {
    String name = "/io/aiportal/ollama/server/telemetry/embedded-metric-format.schema.json";
    try (InputStream file = EmbeddedMetricsIT.class.getResourceAsStream(name)) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> lines(String... settings) throws Exception {
    try (TestServer server = new TestServer(new ByteArrayOutputStream(), settings)) {
      try (RawClient client = server.connect()) {
        client.post("/api/chat", TestServer.chat(true));
        server.bedrock.nextStream().text("Hi").finish();
        client.read();
        client.post("/v1/chat/completions", TestServer.chat(false));
        server
            .bedrock
            .nextCall()
            .completeExceptionally(new BedrockException(Kind.THROTTLING, "slow down", null));
        client.read();
        client.post("/api/chat", TestServer.chat(true));
        server.bedrock.nextStream().text("Hi").fail(Kind.INTERNAL, "no");
        client.read();
        client.request("GET", "/api/tags", "Host: localhost").read();
        client.request("GET", "/api/version", "Host: localhost").read();
      }
      return server.awaitLog(5);
    }
  }

  @Test
  void lines_followTheFormat_andHaveWhatTheyName() throws Exception {
    List<String> lines = lines("GATEWAY_METRICS_LOG", "emf");
    for (String line : lines.subList(0, 4)) {
      JsonNode json = MAPPER.readTree(line);
      assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
      JsonNode directive = json.path("_aws").path("CloudWatchMetrics").path(0);
      assertThat(directive.path("Namespace").asText()).isEqualTo(EmbeddedMetrics.NAMESPACE);
      for (JsonNode set : directive.path("Dimensions")) {
        set.forEach(name -> assertThat(json.path(name.asText()).isTextual()).as(line).isTrue());
      }
      directive
          .path("Metrics")
          .forEach(
              metric ->
                  assertThat(json.path(metric.path("Name").asText()).isNumber()).as(line).isTrue());
    }
    assertThat(lines.get(4)).doesNotContain("_aws");
  }

  @Test
  void lines_nameTheFiguresThatTheyHave() throws Exception {
    List<String> lines = lines("GATEWAY_METRICS_LOG", "emf");
    assertThat(metrics(lines.get(0)))
        .containsExactly(
            "duration_ms",
            "refused",
            "failed",
            "first_piece_ms",
            "prompt_tokens",
            "completion_tokens",
            "cost_usd");
    assertThat(lines.get(0))
        .contains("\"key\":\"anonymous\"", "\"model_name\":\"nova-lite:latest\"")
        .contains("\"refused\":0,\"failed\":0")
        .contains("\"Dimensions\":[[\"api\"],[\"key\"],[\"model_name\"]]");
    assertThat(metrics(lines.get(1))).containsExactly("duration_ms", "refused", "failed");
    assertThat(lines.get(1)).contains("\"refused\":1,\"failed\":0");
    assertThat(lines.get(2)).contains("\"refused\":0,\"failed\":1");
    assertThat(lines.get(3)).contains("\"Dimensions\":[[\"api\"],[\"key\"]]");
  }

  private static List<String> metrics(String line) throws IOException {
    List<String> names = new ArrayList<>();
    MAPPER
        .readTree(line)
        .path("_aws")
        .path("CloudWatchMetrics")
        .path(0)
        .path("Metrics")
        .forEach(metric -> names.add(metric.path("Name").asText()));
    return names;
  }

  @Test
  void lines_areNone_unlessThatIsSet() throws Exception {
    assertThat(lines()).noneMatch(line -> line.contains("_aws"));
  }
}
