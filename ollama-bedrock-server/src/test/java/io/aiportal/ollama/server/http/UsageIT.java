package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each caller is told his own usage and balance, in the shape of Ollama's cloud. */
class UsageIT {

  private static final String KEY = "sk-of-team-a-0123456789";
  private static final String ANN = "X-OpenWebUI-User-Id: ann";
  private static final String BOB = "X-OpenWebUI-User-Id: bob";

  /** What an answer of the fake costs: 11 tokens of a prompt, and 3 of an answer. */
  private static final String COST = "0.00000138";

  @TempDir private Path folder;

  private TestServer server() throws Exception {
    String yaml =
        """
        keys:
          team-a:
            sha256: %s
            budget: {daily_usd: 5, monthly_usd: 2}
            people: {budget: {daily_usd: 0.5}}
        """
            .formatted(AccessIT.hash(KEY));
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    return new TestServer(
        "GATEWAY_CONFIG", file.toString(), "GATEWAY_USER_HEADERS_FROM", "127.0.0.1");
  }

  private static void ask(TestServer server, String... headers) throws Exception {
    try (RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false), with(headers));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hello"));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  private static String[] with(String... headers) {
    return Stream.concat(Stream.of("Authorization: Bearer " + KEY), Stream.of(headers))
        .toArray(String[]::new);
  }

  private static RawClient.Response get(TestServer server, String path, String... headers)
      throws IOException {
    try (RawClient client = server.connect()) {
      return client
          .send(
              "GET "
                  + path
                  + " HTTP/1.1\nHost: localhost\n"
                  + String.join("\n", with(headers))
                  + "\n\n")
          .read();
    }
  }

  private static JsonNode json(TestServer server, String path, String... headers)
      throws IOException {
    RawClient.Response response = get(server, path, headers);
    assertThat(response.status()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  /** What an answer took is put down when its exchange has ended, which a client may not await. */
  private static void awaitRequests(TestServer server, int count) throws IOException {
    server.awaitLog(count);
  }

  @Test
  void usage_hasTheShapeOfOllamasCloud() throws Exception {
    try (TestServer server = server()) {
      ask(server);
      ask(server, ANN);
      awaitRequests(server, 2);
      Instant now = Instant.now();
      JsonNode usage = json(server, "/api/usage?range=24h&scope=self");
      assertThat(usage.path("range").asText()).isEqualTo("24h");
      assertThat(usage.path("scope").asText()).isEqualTo("self");
      assertThat(usage.path("granularity").asText()).isEqualTo("hour");
      assertThat(get(server, "/api/usage").body())
          .contains(
              "\"totals\":{\"request_count\":2,\"usage_usd\":0.00000276,\"input_tokens\":22,"
                  + "\"cached_input_tokens\":0,\"output_tokens\":6}");
      assertThat(usage.path("buckets")).hasSize(25);
      JsonNode last = usage.path("buckets").path(24);
      assertThat(last.path("partial").asBoolean()).isTrue();
      Instant from = Instant.parse(last.path("from").asText());
      assertThat(from).isBetween(now.truncatedTo(ChronoUnit.HOURS), now.plusSeconds(60));
      assertThat(last.path("until").asText()).isEqualTo(usage.path("until").asText());
      assertThat(Instant.parse(last.path("until").asText()))
          .isEqualTo(from.plus(1, ChronoUnit.HOURS));
      assertThat(usage.path("buckets").path(0).path("from")).isEqualTo(usage.path("from"));
      assertThat(usage.path("buckets").path(0).has("partial")).isFalse();
      assertThat(json(server, "/api/usage?range=7d").path("buckets")).hasSize(8);
      JsonNode month = json(server, "/api/usage?range=30d");
      assertThat(month.path("buckets")).hasSize(31);
      assertThat(month.path("granularity").asText()).isEqualTo("day");
      assertThat(month.path("totals").path("request_count").asInt()).isEqualTo(2);
    }
  }

  @Test
  void persons_seeTheirOwnAlone() throws Exception {
    try (TestServer server = server()) {
      ask(server, ANN);
      ask(server, BOB);
      ask(server, BOB);
      awaitRequests(server, 3);
      assertThat(requests(json(server, "/api/usage", ANN))).isOne();
      assertThat(requests(json(server, "/api/usage", BOB))).isEqualTo(2);
      assertThat(requests(json(server, "/api/usage"))).isEqualTo(3);
      assertThat(requests(json(server, "/api/usage?scope=team"))).isEqualTo(3);
      assertThat(get(server, "/api/usage?scope=team", ANN).status()).isEqualTo(403);
    }
  }

  private static int requests(JsonNode usage) {
    return usage.path("totals").path("request_count").asInt();
  }

  @Test
  void balance_isWhatIsLeftOfTheTighterBudget() throws Exception {
    try (TestServer server = server()) {
      ask(server, ANN);
      awaitRequests(server, 1);
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      assertThat(get(server, "/api/balance").body())
          .isEqualTo(
              "{\"included\":{\"balance_usd\":1.99999862,\"allowance_usd\":2,\"period\":{"
                  + "\"from\":\"%s\",\"until\":\"%s\"}},\"purchased\":{\"balance_usd\":0}}"
                      .formatted(
                          today.withDayOfMonth(1) + "T00:00:00Z",
                          today.withDayOfMonth(1).plusMonths(1) + "T00:00:00Z"));
      JsonNode ann = json(server, "/api/balance", ANN).path("included");
      assertThat(ann.path("allowance_usd").asText()).isEqualTo("0.5");
      assertThat(ann.path("balance_usd").decimalValue()).isEqualTo("0.49999862");
      assertThat(json(server, "/api/usage", ANN).path("totals").path("usage_usd").decimalValue())
          .isEqualTo(COST);
    }
  }

  @Test
  void withoutABudget_nothingLimitsTheBalance() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_KEY", KEY)) {
      assertThat(get(server, "/api/balance").body())
          .isEqualTo(
              "{\"included\":{\"balance_usd\":null,\"allowance_usd\":null},"
                  + "\"purchased\":{\"balance_usd\":0}}");
    }
  }

  @Test
  void withoutKeys_nobodyIsSignedIn() throws Exception {
    try (TestServer server = new TestServer()) {
      assertThat(get(server, "/api/usage").status()).isEqualTo(401);
      assertThat(get(server, "/api/balance").body()).contains("signin_url");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/usage?range=1h | range must be 24h, 7d or 30d",
        "/api/usage?scope=all | scope must be self or team",
        "/api/usage?day=1 | there are no parameters but range and scope",
        "/api/usage?range=7d&range=7d | range may be given once only",
        "/api/balance?range=7d | there are no parameters here",
      })
  void parameterThatIsNone_isRefused(String path, String sentence) throws Exception {
    try (TestServer server = server()) {
      RawClient.Response response = get(server, path);
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo("{\"error\":\"" + sentence + "\"}");
    }
  }
}
