package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers and vectors that are given again, and to whom. */
class CacheIT {

  private static final String ASKED =
      "{\"model\":\"nova-lite\",\"stream\":%s,\"options\":{\"temperature\":%s},"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
  private static final String KEY_A = "sk-of-team-a-0123456789";
  private static final String KEY_B = "sk-of-team-b-0123456789";

  @TempDir private Path folder;

  private static Portal caching(String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("GATEWAY_ANSWER_CACHE", "4MiB"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new Portal(BedrockSimulator.start(), settings);
  }

  private static HttpResponse<String> post(
      Portal portal, String path, String json, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(portal.request(path, json), (name, value) -> true);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return portal.client().send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> chat(
      Portal portal, boolean stream, String temperature, String... headers) throws Exception {
    return post(portal, "/api/chat", ASKED.formatted(stream, temperature, "Why?"), headers);
  }

  private static String cache(HttpResponse<String> response) {
    return response.headers().firstValue("X-Gateway-Cache").orElse("none");
  }

  private static long asked(Portal portal) {
    return portal.bedrock().report().requests().stream()
        .filter(request -> request.operation().startsWith("Converse"))
        .count();
  }

  private static String text(HttpResponse<String> lines) {
    return lines.body().replaceAll("(?s)\"content\":\"([^\"]*)\"|.", "$1");
  }

  @Test
  void coldAnswer_isGivenAgain_wholeAndStreamed() throws Exception {
    try (Portal portal = caching()) {
      HttpResponse<String> first = chat(portal, true, "0");
      HttpResponse<String> streamed = chat(portal, true, "0");
      HttpResponse<String> whole = chat(portal, false, "0.0");
      assertThat(asked(portal)).isEqualTo(1);
      assertThat(cache(first)).isEqualTo("none");
      assertThat(cache(streamed)).isEqualTo("hit");
      assertThat(cache(whole)).isEqualTo("hit");
      assertThat(text(streamed)).isEqualTo(text(first)).isNotEmpty();
      assertThat(text(whole)).isEqualTo(text(first));
      assertThat(streamed.body().lines().count()).isEqualTo(first.body().lines().count());
      assertThat(streamed.body()).contains("\"done\":true", "\"eval_count\":");
      String log = portal.requestLogWith("\"cache\":\"hit\"");
      assertThat(log.lines().filter(line -> line.contains("\"cache\":\"hit\"")))
          .noneMatch(line -> line.contains("_tokens"));
      assertThat(portal.get("/metrics").body())
          .contains("gateway_cache_hits_total{key=\"anonymous\",model=\"nova-lite:latest\"}");
      post(portal, "/v1/chat/completions", openAi());
      assertThat(cache(post(portal, "/v1/chat/completions", openAi()))).isEqualTo("hit");
      assertThat(asked(portal)).isEqualTo(2);
    }
  }

  private static String openAi() {
    return "{\"model\":\"nova-lite\",\"temperature\":0,"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}";
  }

  @Test
  void warmAnswer_isGivenAgainOnlyToThoseWhoWantIt() throws Exception {
    try (Portal portal = caching()) {
      chat(portal, true, "0.5");
      assertThat(cache(chat(portal, true, "0.5"))).isEqualTo("none");
      assertThat(cache(chat(portal, true, "0.5", "X-Gateway-Cache", "use"))).isEqualTo("none");
      assertThat(cache(chat(portal, true, "0.5", "X-Gateway-Cache", "use"))).isEqualTo("hit");
      assertThat(cache(chat(portal, true, "0.5"))).isEqualTo("none");
      assertThat(asked(portal)).isEqualTo(4);
    }
  }

  @Test
  void callerMayAskForAFreshAnswer_orKeepNothing() throws Exception {
    try (Portal portal = caching()) {
      chat(portal, true, "0", "Cache-Control", "no-store");
      chat(portal, true, "0", "Cache-Control", "no-cache");
      chat(portal, true, "0", "Cache-Control", "no-cache");
      chat(portal, true, "0", "Cache-Control", "no-store");
      assertThat(asked(portal)).isEqualTo(4);
      assertThat(cache(chat(portal, true, "0"))).isEqualTo("hit");
    }
  }

  @Test
  void withoutMemoryForIt_noAnswerIsGivenAgain() throws Exception {
    try (Portal portal = Portal.withRetries()) {
      chat(portal, true, "0");
      assertThat(cache(chat(portal, true, "0", "X-Gateway-Cache", "use"))).isEqualTo("none");
      assertThat(asked(portal)).isEqualTo(2);
    }
  }

  private String keys() throws Exception {
    return Files.writeString(
            folder.resolve("gateway.yaml"),
            "keys: {a: {sha256: %s}, b: {sha256: %s}}".formatted(hash(KEY_A), hash(KEY_B)))
        .toString();
  }

  private static String hash(String key) throws Exception {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void keys_haveAnswersOfTheirOwn_unlessTheyMayShare() throws Exception {
    for (String shared : new String[] {"false", "true"}) {
      try (Portal portal = caching("GATEWAY_CONFIG", keys(), "GATEWAY_CACHE_SHARED", shared)) {
        chat(portal, true, "0", "x-api-key", KEY_A);
        assertThat(cache(chat(portal, true, "0", "x-api-key", KEY_A))).isEqualTo("hit");
        assertThat(cache(chat(portal, true, "0", "x-api-key", KEY_B)))
            .isEqualTo(shared.equals("true") ? "hit" : "none");
      }
    }
  }

  @Test
  void vectors_areGivenAgain_byDefault() throws Exception {
    try (Portal portal =
        new Portal(BedrockSimulator.start(), Map.of("GATEWAY_EMBEDDING_CACHE", ""))) {
      String json = "{\"model\":\"titan-embed-text-v2\",\"input\":[\"a\",\"b\"]}";
      HttpResponse<String> first = post(portal, "/api/embed", json);
      HttpResponse<String> second = post(portal, "/api/embed", json);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(cache(first)).isEqualTo("none");
      assertThat(cache(second)).isEqualTo("hit");
      assertThat(vectors(second)).isEqualTo(vectors(first));
      assertThat(second.body()).contains("\"prompt_eval_count\":2");
      assertThat(cache(post(portal, "/api/embed", json, "Cache-Control", "no-store")))
          .isEqualTo("none");
    }
  }

  private static String vectors(HttpResponse<String> response) throws IOException {
    String body = response.body();
    return body.substring(body.indexOf("\"embeddings\""), body.indexOf("]]"));
  }
}
