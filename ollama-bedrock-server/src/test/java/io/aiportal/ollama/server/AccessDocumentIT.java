package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/access.md does what the page says. */
class AccessDocumentIT {

  @TempDir private Path folder;

  private static HttpResponse<String> get(Portal portal, String path, String key) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + portal.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).header("x-api-key", key).build();
    return portal.client().send(request, BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(Portal portal, String path, String json, String key)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(portal.request(path, json), (name, value) -> true)
            .header("Authorization", "Bearer " + key)
            .build();
    return portal.client().send(request, BodyHandlers.ofString());
  }

  private static String section(String page, String name) {
    return page.substring(
            page.indexOf("<!-- " + name + " -->"), page.indexOf("<!-- /" + name + " -->"))
        .replaceAll("(?m)^(```.*|<!--.*)$", "");
  }

  private static int statusFor(Portal portal, String key, String secret) throws Exception {
    String person =
        JWT.create()
            .withIssuer("open-webui")
            .withSubject("u-1")
            .withExpiresAt(Instant.now().plusSeconds(60))
            .sign(Algorithm.HMAC256(secret));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portal.port() + "/api/tags"))
            .header("Authorization", "Bearer " + key)
            .header("X-OpenWebUI-User-Jwt", person)
            .build();
    return portal.client().send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void keys_openWhatThePageSays() throws Exception {
    String page = Files.readString(Path.of("../docs/access.md"));
    String secrets = section(page, "secrets");
    String yaml = section(page, "keys") + secrets;
    Matcher keys = Pattern.compile("hashes of `(\\S+)` and `(\\S+)`").matcher(page);
    assertThat(keys.find()).isTrue();
    String teamA = keys.group(1);
    String teamB = keys.group(2);
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    try (Portal portal =
        new Portal(BedrockSimulator.start(), Map.of("GATEWAY_CONFIG", file.toString()))) {
      assertThat(portal.get("/api/version").statusCode()).isEqualTo(200);
      assertThat(portal.get("/api/tags").statusCode()).isEqualTo(401);
      assertThat(secrets).contains("the-old-secret-0123456789abcdef");
      assertThat(statusFor(portal, teamA, "the-old-secret-0123456789abcdef")).isEqualTo(200);
      assertThat(statusFor(portal, teamA, "the-new-secret-0123456789abcdef")).isEqualTo(200);
      assertThat(statusFor(portal, teamA, "some-other-secret-0123456789abcd")).isEqualTo(401);
      assertThat(get(portal, "/api/tags", teamA).body()).contains("claude-sonnet-4.5");
      assertThat(get(portal, "/v1/models", teamB).body())
          .contains("nova-lite")
          .doesNotContain("claude");
      assertThat(post(portal, "/api/chat", Portal.chat("nova-lite", true), teamB).body())
          .contains("\"done\":true");
      assertThat(
              post(portal, "/api/chat", Portal.chat("claude-sonnet-4.5", true), teamB).statusCode())
          .isEqualTo(404);
      assertThat(post(portal, "/v1/messages", "{}", teamB).statusCode()).isEqualTo(403);
    }
  }
}
