package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metrics and the request log tell of requests, over the wire. */
class MetricsIT {

  private static final String KEY = "sk-of-an-operator-0123456789";

  @TempDir private Path folder;

  private static List<String> scrape(TestServer server, String... headers) throws Exception {
    try (RawClient client = server.connect()) {
      RawClient.Response response =
          client
              .request(
                  "GET",
                  "/metrics",
                  Stream.concat(Stream.of("Host: localhost"), Stream.of(headers))
                      .toArray(String[]::new))
              .read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-type"))
          .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
      return response.body().lines().toList();
    }
  }

  @Test
  void answers_areCounted_withTheirTokensTimesAndCost() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(true));
      server.bedrock.nextStream().text("Hi").finish();
      client.read();
      client.post("/v1/chat/completions", TestServer.chat(false));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      client.read();
      server.awaitLog(2);
      assertThat(scrape(server))
          .contains(
              "gateway_requests_total{api=\"ollama\",key=\"anonymous\",route=\"/api/chat\",status=\"2xx\",verdict=\"answered\"} 1.0",
              "gateway_requests_total{api=\"openai\",key=\"anonymous\",route=\"/v1/chat/completions\",status=\"2xx\",verdict=\"answered\"} 1.0",
              "gateway_tokens_total{key=\"anonymous\",kind=\"input\",model=\"nova-lite:latest\"} 22.0",
              "gateway_tokens_total{key=\"anonymous\",kind=\"output\",model=\"nova-lite:latest\"} 6.0",
              "gateway_tokens_total{key=\"anonymous\",kind=\"cache_read\",model=\"nova-lite:latest\"} 0.0",
              "gateway_tokens_total{key=\"anonymous\",kind=\"cache_write\",model=\"nova-lite:latest\"} 0.0",
              "gateway_attempts_total{model=\"nova-lite:latest\",target=\"eu-west-2\"} 2.0",
              "gateway_request_duration_seconds_count{api=\"ollama\",model=\"nova-lite:latest\"} 1",
              "gateway_request_duration_seconds_count{api=\"openai\",model=\"nova-lite:latest\"} 1",
              "gateway_time_to_first_token_seconds_count{api=\"ollama\",model=\"nova-lite:latest\"} 1",
              "gateway_info{version=\"test\"} 1",
              "gateway_open_answers 0.0")
          .anyMatch(
              line -> line.startsWith("gateway_cost_usd_total{key=\"anonymous\",model=\"nova"))
          .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
          .anyMatch(line -> line.startsWith("jvm_threads_live_threads "))
          .anyMatch(line -> line.startsWith("process_cpu_usage "))
          .anyMatch(line -> line.startsWith("process_files_open_files "))
          .noneMatch(
              line -> line.startsWith("gateway_time_to_first_token_seconds_count{api=\"openai\""));
    }
  }

  @Test
  void failures_areCounted_byTheirCause() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false));
      server.bedrock.nextCall().completeExceptionally(throttled());
      client.read();
      client.post("/api/chat", TestServer.chat(true));
      FakeBedrock.Stream broken = server.bedrock.nextStream().text("Hi");
      broken.fail(Kind.INTERNAL, "no");
      client.read();
      client.request("GET", "/no/such/path", "Host: localhost").read();
      client.post("/v1/messages", "{}").read();
      try (RawClient leaving = server.connect()) {
        leaving.post("/api/chat", TestServer.chat(false));
        server.bedrock.nextCall();
      }
      server.awaitLog(5);
      assertThat(scrape(server))
          .contains(
              "gateway_errors_total{api=\"ollama\",cause=\"throttled\",key=\"anonymous\"} 1.0",
              "gateway_requests_total{api=\"ollama\",key=\"anonymous\",route=\"/api/chat\",status=\"4xx\",verdict=\"refused\"} 1.0",
              "gateway_requests_total{api=\"ollama\",key=\"anonymous\",route=\"/api/chat\",status=\"2xx\",verdict=\"failed\"} 1.0",
              "gateway_errors_total{api=\"anthropic\",cause=\"invalid_request\",key=\"anonymous\"} 1.0",
              "gateway_errors_total{api=\"none\",cause=\"other\",key=\"anonymous\"} 1.0",
              "gateway_requests_total{api=\"none\",key=\"anonymous\",route=\"none\",status=\"4xx\",verdict=\"refused\"} 1.0",
              "gateway_errors_total{api=\"ollama\",cause=\"client_gone\",key=\"anonymous\"} 1.0",
              "gateway_requests_total{api=\"ollama\",key=\"anonymous\",route=\"/api/chat\",status=\"4xx\",verdict=\"client_gone\"} 1.0");
    }
  }

  private static BedrockException throttled() {
    return new BedrockException(Kind.THROTTLING, "slow down", null);
  }

  /** Names of models, paths, keys and methods: whatever is made up makes no new series. */
  @Test
  void callersMakeUpNoLabels() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false).replace("nova-lite", "made-up")).read();
      String unknown = "newco.made-up-v1:0";
      client.post("/api/chat", TestServer.chat(false).replace("nova-lite", unknown));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      client.read();
      String copy = "{\"source\":\"nova-lite\",\"destination\":\"made-up-copy\"}";
      assertThat(client.post("/api/copy", copy).read().status()).isEqualTo(200);
      client.post("/api/chat", TestServer.chat(false).replace("nova-lite", "made-up-copy"));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      client.read();
      client.request("GET", "/v1/models/made-up", "Host: localhost").read();
      client.request("GET", "/made-up?made-up=1", "Host: localhost").read();
      client.request("MADE-UP", "/api/tags", "Host: localhost", "x-api-key: made-up").read();
      server.awaitLog(7);
      assertThat(scrape(server))
          .contains(
              "gateway_tokens_total{key=\"anonymous\",kind=\"input\",model=\"other\"} 11.0",
              "gateway_tokens_total{key=\"anonymous\",kind=\"input\",model=\"nova-lite:latest\"} 11.0",
              "gateway_unpriced_answers_total{model=\"other\"} 1.0",
              "gateway_requests_total{api=\"openai\",key=\"anonymous\",route=\"/v1/models/*\",status=\"4xx\",verdict=\"refused\"} 1.0")
          .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("made-up"));
    }
  }

  @Test
  void operatorsAlone_seeThem_whereThereAreKeys() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            "keys: {operator: {sha256: %s, admin: true}}".formatted(AccessIT.hash(KEY)));
    try (TestServer server =
            new TestServer("GATEWAY_CONFIG", file.toString(), "GATEWAY_KEY", "0123456789abcdef");
        RawClient client = server.connect()) {
      client.request("GET", "/metrics", "Host: localhost");
      assertThat(client.read().status()).isEqualTo(401);
      client.request("GET", "/metrics", "Host: localhost", "x-api-key: 0123456789abcdef");
      assertThat(client.read().status()).isEqualTo(403);
      server.awaitLog(2);
      assertThat(scrape(server, "Authorization: Bearer " + KEY))
          .contains(
              "gateway_requests_total{api=\"none\",key=\"anonymous\",route=\"/metrics\",status=\"4xx\",verdict=\"refused\"} 1.0",
              "gateway_requests_total{api=\"none\",key=\"default\",route=\"/metrics\",status=\"4xx\",verdict=\"refused\"} 1.0",
              "gateway_errors_total{api=\"none\",cause=\"access_denied\",key=\"default\"} 1.0");
      client.request("HEAD", "/metrics", "Host: localhost", "x-api-key: " + KEY);
      assertThat(client.readHead().status()).isEqualTo(200);
    }
  }

  /** More than may wait to be counted before the library for metrics is started. */
  @Test
  void manyRequests_areCountedAll() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.connect()) {
      for (int i : IntStream.range(0, 1_000).toArray()) {
        client.request("GET", "/api/version", "Host: localhost");
        assertThat(client.read().status()).as("request %s", i).isEqualTo(200);
      }
      server.awaitLog(1_000);
      assertThat(scrape(server))
          .contains(
              "gateway_requests_total{api=\"none\",key=\"anonymous\",route=\"/api/version\",status=\"2xx\",verdict=\"answered\"} 1000.0");
    }
  }

  @Test
  void line_tellsWhoAskedWhatItTookAndWhatBecameOfIt() throws Exception {
    try (TestServer server =
            new TestServer(
                new ByteArrayOutputStream(),
                "GATEWAY_KEY",
                "0123456789abcdef",
                "GATEWAY_USER_HEADERS_FROM",
                "127.0.0.1");
        RawClient client = server.connect()) {
      client.post(
          "/api/chat",
          TestServer.chat(false),
          "Authorization: Bearer 0123456789abcdef",
          "X-OpenWebUI-User-Id: ann-17");
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      client.read();
      String message = TestServer.chat(false).replace("{\"model", "{\"max_tokens\":9,\"model");
      client.post("/v1/messages", message, "x-api-key: 0123456789abcdef");
      server.bedrock.nextCall().completeExceptionally(throttled());
      client.read();
      client.post("/api/chat", TestServer.chat(false)).read();
      assertThat(server.awaitLog(3))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .contains(
                          "\"client\":\"127.0.0.1\",\"key\":\"default\",\"person\":\"ann-17\",\"api\":\"ollama\",",
                          "\"prompt_tokens\":11,\"completion_tokens\":3,\"cost_usd\":",
                          "\"target\":\"eu-west-2\",\"attempts\":1,\"verdict\":\"answered\"")
                      .doesNotContain("0123456789abcdef", "cache_read_tokens"),
              line ->
                  assertThat(line)
                      .contains(
                          "\"key\":\"default\",\"api\":\"anthropic\",",
                          "\"attempts\":1,\"verdict\":\"refused\",\"error\":\"throttling\"")
                      .doesNotContain("cost_usd", "person"),
              line ->
                  assertThat(line)
                      .contains("\"api\":\"ollama\",", "\"verdict\":\"refused\"")
                      .doesNotContain("\"key\":", "attempts"));
    }
  }
}
