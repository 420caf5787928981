package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.server.limits.Spending;
import io.aiportal.ollama.server.limits.Statement;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers are kept within their limits and budgets, and told so by each API. */
class LimitsIT {

  private static final String KEY = "sk-of-team-a-0123456789";
  private static final String OTHER = "sk-of-team-b-0123456789";

  private static final int PARALLEL = 1_000;

  @TempDir private Path folder;

  private TestServer server(String yaml, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    return new TestServer(
        Stream.concat(Stream.of("GATEWAY_CONFIG", file.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private static String key(String limits) throws Exception {
    return "keys: {team-a: {sha256: %s, %s}, team-b: {sha256: %s}}\n"
        .formatted(AccessIT.hash(KEY), limits, AccessIT.hash(OTHER));
  }

  private static RawClient ask(TestServer server, String path, String json, String... headers)
      throws IOException {
    return server
        .connect()
        .post(
            path,
            json,
            Stream.concat(Stream.of("Authorization: Bearer " + KEY), Stream.of(headers))
                .toArray(String[]::new));
  }

  private static RawClient.Response answered(RawClient client, TestServer server) throws Exception {
    server.bedrock.nextCall().complete(FakeBedrock.answer("Hello"));
    return read(client);
  }

  private static RawClient.Response read(RawClient client) throws IOException {
    try (client) {
      return client.read();
    }
  }

  private static String openAi(int maxTokens) {
    return "{\"model\":\"nova-lite\",\"max_tokens\":%d,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(maxTokens);
  }

  /** What was put down for a key or a person, once so many calls have ended. */
  private static Spending spent(TestServer server, String id, int requests) {
    Spending spent = Spending.NONE;
    for (long end = System.nanoTime() + 20_000_000_000L; System.nanoTime() < end; ) {
      Statement statement = server.ledger.known().getOrDefault(id, Statement.NONE);
      spent = statement.days().values().stream().reduce(Spending.NONE, Spending::plus);
      if (spent.requests() >= requests && statement.reserved() == 0) {
        return spent;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("only " + spent);
  }

  @Test
  void requestsOfAKey_areCounted_andToldByOpenAisApi() throws Exception {
    try (TestServer server = server(key("limits: {requests_per_minute: 2}"))) {
      RawClient.Response first = answered(ask(server, "/v1/chat/completions", openAi(100)), server);
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("2");
      assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
      assertThat(first.header("x-ratelimit-reset-requests")).isEqualTo("30s");
      assertThat(first.headers()).doesNotContainKey("x-ratelimit-limit-tokens");
      answered(ask(server, "/v1/chat/completions", openAi(100)), server);
      RawClient.Response third = read(ask(server, "/v1/chat/completions", openAi(100)));
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.body())
          .startsWith(
              "{\"error\":{\"message\":\"the key 'team-a' may begin 2 requests a minute; please try"
                  + " again in ")
          .contains("seconds\",\"type\":\"api_error\",\"param\":null,\"code\":null}}");
      assertThat(Integer.parseInt(third.header("retry-after"))).isBetween(20, 30);
      assertThat(third.header("x-ratelimit-remaining-requests")).isEqualTo("0");
      assertThat(
              answered(
                      server
                          .connect()
                          .post(
                              "/v1/chat/completions",
                              openAi(100),
                              "Authorization: Bearer " + OTHER),
                      server)
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void tokensOfAModel_areReserved_givenBack_andToldByAnthropicsApi() throws Exception {
    String limits = "limits: {models: {'nova-*': {tokens_per_minute: 2000}}}\n";
    String json =
        "{\"model\":\"nova-lite\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    try (TestServer server = server(limits)) {
      RawClient first = server.connect().post("/v1/messages", json);
      var call = server.bedrock.nextCall();
      RawClient second = server.connect().post("/v1/messages", json);
      assertThat(second.hears(200)).isFalse();
      call.complete(FakeBedrock.answer("Hello"));
      RawClient.Response answer = read(first);
      assertThat(answer.header("anthropic-ratelimit-tokens-limit")).isEqualTo("2000");
      assertThat(Integer.parseInt(answer.header("anthropic-ratelimit-tokens-remaining")))
          .isBetween(800, 999);
      assertThat(answer.header("anthropic-ratelimit-tokens-reset")).endsWith("Z");
      assertThat(answered(second, server).status()).isEqualTo(200);
    }
  }

  @Test
  void personsOfAKey_areCountedEach_andToldByOllamasApi() throws Exception {
    String ann = "X-OpenWebUI-User-Id: ann";
    try (TestServer server =
        server(
            key("people: {limits: {open_answers: 1}}"),
            "GATEWAY_USER_HEADERS_FROM",
            "127.0.0.1",
            "GATEWAY_QUEUE_TIMEOUT",
            "0s")) {
      RawClient first = ask(server, "/api/chat", TestServer.chat(false), ann);
      var call = server.bedrock.nextCall();
      RawClient.Response second = read(ask(server, "/api/chat", TestServer.chat(false), ann));
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.body())
          .isEqualTo(
              "{\"error\":\"a person who calls with the key 'team-a' may have 1 answer made at a"
                  + " time; please try again in 5 seconds\"}");
      assertThat(second.header("retry-after")).isEqualTo("5");
      RawClient others =
          ask(server, "/api/chat", TestServer.chat(false), "X-OpenWebUI-User-Id: bob");
      assertThat(answered(others, server).status()).isEqualTo(200);
      call.complete(FakeBedrock.answer("Hello"));
      assertThat(read(first).status()).isEqualTo(200);
      assertThat(spent(server, "person:team-a/ann", 1))
          .extracting(Spending::inputTokens, Spending::outputTokens)
          .containsExactly(11L, 3L);
      assertThat(spent(server, "key:team-a", 2).nanoUsd()).isEqualTo(2 * (11 * 60 + 3 * 240));
    }
  }

  @Test
  void clientThatLeaves_leavesTheQueue() throws Exception {
    try (TestServer server = server(key("limits: {open_answers: 1}"))) {
      RawClient first = ask(server, "/api/chat", TestServer.chat(true));
      FakeBedrock.Stream stream = server.bedrock.nextStream();
      RawClient second = ask(server, "/api/generate", "{\"model\":\"nova-lite\",\"prompt\":\"2\"}");
      assertThat(second.hears(200)).isFalse();
      second.close();
      RawClient third = ask(server, "/api/generate", "{\"model\":\"nova-lite\",\"prompt\":\"3\"}");
      assertThat(server.awaitLog(1).get(0)).contains("\"client_gone\":true");
      stream.text("Hello").finish();
      assertThat(read(first).body()).contains("\"done\":true");
      server.bedrock.nextStream().finish();
      assertThat(server.bedrock.lastRequest().toString()).contains("text=3");
      assertThat(read(third).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"hi\"', 3", "'[\"\"]', 1"})
  void embeddings_areLimitedToo_alsoOfEmptyTexts(String input, int tokens) throws Exception {
    try (TestServer server = server(key("limits: {requests_per_minute: 1}"))) {
      String json = "{\"model\":\"titan-embed-text-v2\",\"input\":" + input + "}";
      RawClient first = ask(server, "/api/embed", json);
      server
          .bedrock
          .nextInvocation()
          .answer("{\"embedding\":[0.5,0.5],\"inputTextTokenCount\":" + tokens + "}", tokens);
      assertThat(read(first).status()).isEqualTo(200);
      assertThat(read(ask(server, "/api/embed", json)).status()).isEqualTo(429);
      assertThat(spent(server, "key:team-a", 1).inputTokens()).isEqualTo(tokens);
    }
  }

  @Test
  void embeddingsThatFail_costWhatWasReserved_ifSomeWereMade() throws Exception {
    try (TestServer server = server(key("budget: {daily_usd: 1}"))) {
      String json = "{\"model\":\"titan-embed-text-v2\",\"input\":%s,\"truncate\":false}";
      RawClient refused = ask(server, "/api/embed", json.formatted("[\"one\"]"));
      server.bedrock.nextInvocation().fail(BedrockException.Kind.ACCESS_DENIED, "no");
      assertThat(read(refused).status()).isEqualTo(403);
      assertThat(spent(server, "key:team-a", 0)).isEqualTo(Spending.NONE);

      RawClient half = ask(server, "/api/embed", json.formatted("[\"one\", \"two\"]"));
      FakeBedrock.Invocation first = server.bedrock.nextInvocation();
      FakeBedrock.Invocation second = server.bedrock.nextInvocation();
      first.answer("{\"embedding\":[0.5,0.5],\"inputTextTokenCount\":1}", 1);
      second.fail(BedrockException.Kind.ACCESS_DENIED, "no");
      assertThat(read(half).status()).isEqualTo(403);
      assertThat(spent(server, "key:team-a", 1).inputTokens()).isBetween(2L, 4L);
    }
  }

  @Test
  void callThatAsksNothing_isNotCounted() throws Exception {
    try (TestServer server = server(key("limits: {requests_per_minute: 1}"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(read(ask(server, "/api/chat", "{\"model\":\"nova-lite\"}")).status())
            .isEqualTo(200);
        assertThat(
                read(ask(server, "/api/chat", "{\"model\":\"nope\",\"messages\":[{}]}")).status())
            .isEqualTo(404);
      }
    }
  }

  @Test
  void moneyOfAKey_isToldToBeSpent_byEachApi() throws Exception {
    // An answer of 1,000 tokens costs 0.00024 dollars.
    try (TestServer server = server(key("budget: {daily_usd: 0.0004}"))) {
      RawClient.Response first =
          answered(ask(server, "/v1/chat/completions", openAi(1_000)), server);
      assertThat(first.status()).isEqualTo(200);
      RawClient.Response refused = read(ask(server, "/v1/chat/completions", openAi(2_000)));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body())
          .contains("the key 'team-a' may spend 0.0004 US dollars a day, and less is left than ")
          .contains("\"code\":\"insufficient_quota\"");
      assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 86_400);
      assertThat(spent(server, "key:team-a", 1).nanoUsd()).isEqualTo(11 * 60 + 3 * 240);
    }
  }

  @Test
  void modelWithoutAPrice_isRefused_orCountedAsTheDearest() throws Exception {
    String json =
        "{\"model\":\"acme.unknown-v1:0\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":false}";
    try (TestServer server = server(key("budget: {daily_usd: 10}"))) {
      RawClient.Response refused = read(ask(server, "/api/chat", json));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("the price of").contains("is not known");
    }
    try (TestServer server =
        server(key("budget: {daily_usd: 10}"), "GATEWAY_UNPRICED_MODELS", "dearest")) {
      assertThat(answered(ask(server, "/api/chat", json), server).status()).isEqualTo(200);
      assertThat(spent(server, "key:team-a", 1).nanoUsd()).isGreaterThan(100_000);
    }
  }

  @Test
  void answerThatIsCutOff_isSettledWithWhatCame() throws Exception {
    try (TestServer server = server(key("budget: {daily_usd: 1}"))) {
      RawClient client = ask(server, "/api/chat", TestServer.chat(true));
      FakeBedrock.Stream stream = server.bedrock.nextStream().text("x".repeat(400));
      client.readStart();
      client.close();
      stream.awaitCancelled();
      Spending spent = spent(server, "key:team-a", 1);
      assertThat(spent.outputTokens()).isEqualTo(200);
      assertThat(spent.inputTokens()).isBetween(100L, 200L);
    }
  }

  @Test
  void answerThatFails_isSettledWithWhatCame_andOneThatBedrockRefused_costsNothing()
      throws Exception {
    try (TestServer server = server(key("budget: {daily_usd: 1}"))) {
      RawClient refused = ask(server, "/api/chat", TestServer.chat(true));
      server.bedrock.nextStream().fail(BedrockException.Kind.THROTTLING, "slow down");
      assertThat(read(refused).status()).isEqualTo(429);
      RawClient failed = ask(server, "/api/chat", TestServer.chat(true));
      server
          .bedrock
          .nextStream()
          .text("x".repeat(400))
          .fail(BedrockException.Kind.INTERNAL, "it broke");
      read(failed);
      assertThat(spent(server, "key:team-a", 1))
          .extracting(Spending::requests, Spending::outputTokens)
          .containsExactly(1L, 200L);
    }
  }

  @Test
  void wholeAnswerThatNobodySaw_costsWhatWasReserved() throws Exception {
    try (TestServer server = server(key("budget: {daily_usd: 1}"))) {
      RawClient client = ask(server, "/v1/chat/completions", openAi(1_000));
      var call = server.bedrock.nextCall();
      client.close();
      FakeBedrock.awaitCancelled(call);
      assertThat(spent(server, "key:team-a", 1).outputTokens()).isEqualTo(1_000);
    }
  }

  /** Each takes all that was reserved for it, and the budget has money for half of them. */
  @Test
  void parallelStreams_neverOverspend() throws Exception {
    int answer = 1_000;
    long prompt = 133;
    long each = prompt * 60 + answer * 240L;
    String budget = BigDecimal.valueOf(each * PARALLEL / 2, 9).toPlainString();
    budget = new BigDecimal(budget).setScale(6, RoundingMode.FLOOR).toString();
    String json =
        "{\"model\":\"nova-lite\",\"options\":{\"num_predict\":%d},\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            .formatted(answer);
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server =
        server(
            key("budget: {daily_usd: " + budget + "}"),
            "GATEWAY_MAX_OPEN_ANSWERS",
            "2000",
            "GATEWAY_REQUEST_MEMORY",
            "256MiB",
            "GATEWAY_QUEUE_TIMEOUT",
            "5m")) {
      for (int i = 0; i < PARALLEL; i++) {
        clients.add(ask(server, "/api/chat", json));
      }
      List<FakeBedrock.Stream> streams = new ArrayList<>();
      while (streams.size() < PARALLEL / 2 - 1) {
        streams.add(server.bedrock.nextStream());
      }
      FakeBedrock.@Nullable Stream more = server.bedrock.nextStreamWithin(500);
      while (more != null) {
        streams.add(more);
        more = server.bedrock.nextStreamWithin(500);
      }
      assertThat(streams).as("that had money").hasSizeLessThanOrEqualTo(PARALLEL / 2);
      streams.forEach(
          stream -> stream.text("Hi").finish(new TokenUsage((int) prompt, answer, 0, 0)));
      int served = 0;
      for (RawClient client : clients) {
        RawClient.Response response = read(client);
        assertThat(response.status()).isIn(200, 429);
        served += response.status() == 200 ? 1 : 0;
      }
      assertThat(served).isEqualTo(streams.size());
      assertThat(spent(server, "key:team-a", served).nanoUsd())
          .isLessThanOrEqualTo(each * PARALLEL / 2 + each);
    }
  }
}
