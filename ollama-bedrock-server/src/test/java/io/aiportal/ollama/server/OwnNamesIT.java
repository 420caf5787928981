package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may see a model by the operator's own name alone is told no other name of it. */
class OwnNamesIT {

  @TempDir private Path folder;

  private static HttpResponse<String> send(Portal portal, NewKey key, HttpRequest.Builder request)
      throws Exception {
    return portal
        .client()
        .send(request.header("x-api-key", key.secret()).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(Portal portal, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portal.port() + path));
  }

  private static HttpResponse<String> chat(Portal portal, NewKey key) throws Exception {
    String body = Portal.chat("company-chat", false);
    return send(portal, key, to(portal, "/api/chat").POST(BodyPublishers.ofString(body)));
  }

  private static String loaded(Portal portal, NewKey key) throws Exception {
    return send(portal, key, to(portal, "/api/ps")).body();
  }

  @Test
  void whatWasUsed_isListedAndLimited_byTheNameThatTheKeyMaySee() throws Exception {
    NewKey all = NewKey.make();
    NewKey own = NewKey.make();
    NewKey other = NewKey.make();
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            """
            queue_timeout: 0s
            models: {company-chat: nova-lite}
            keys:
              all: {sha256: %s}
              own: {sha256: %s, models: [company-chat]}
              other: {sha256: %s, models: [nova-pro]}
            limits: {models: {nova-lite: {requests_per_minute: 1}}}
            """
                .formatted(all.sha256(), own.sha256(), other.sha256()));
    try (Portal portal =
        new Portal(BedrockSimulator.start(), Map.of("GATEWAY_CONFIG", file.toString()))) {
      assertThat(chat(portal, own).statusCode()).isEqualTo(200);
      for (NewKey key : List.of(own, all)) {
        assertThat(loaded(portal, key))
            .contains("\"name\":\"company-chat:latest\"")
            .doesNotContain("\"name\":\"nova");
      }
      assertThat(loaded(portal, other)).isEqualTo("{\"models\":[]}");
      HttpResponse<String> refused = chat(portal, own);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body())
          .contains("the model 'company-chat:latest' may be asked by 1 request a minute");
    }
  }
}
