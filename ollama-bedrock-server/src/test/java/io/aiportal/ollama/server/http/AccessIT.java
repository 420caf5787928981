package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, which models each one sees, and how those are refused who may not. */
class AccessIT {

  private static final String KEY = "sk-of-team-a-0123456789";
  private static final String OTHER = "sk-of-team-b-0123456789";
  private static final String SECRET = "what-open-webui-signs-with-0123456789";

  @TempDir private Path folder;

  /** A server with two keys: one for everything, and one for Nova over OpenAI's API. */
  private TestServer keyed(String... more) throws Exception {
    String yaml =
        """
        keys:
          team-a: {sha256: %s, admin: true, guardrail: 'gr1abc:2', request_metadata: {team: a}}
          team-b: {sha256: [%s], models: [nova-*], apis: [ollama, openai]}
        """
            .formatted(hash(KEY), hash(OTHER));
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    return new TestServer(
        Stream.concat(Stream.of("GATEWAY_CONFIG", file.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  static String hash(String key) throws Exception {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static RawClient.Response get(TestServer server, String path, String... headers)
      throws IOException {
    try (RawClient client = server.connect()) {
      client.request(
          "GET",
          path,
          Stream.concat(Stream.of("Host: localhost"), Stream.of(headers)).toArray(String[]::new));
      return client.read();
    }
  }

  private static RawClient.Response post(
      TestServer server, String path, String json, String... headers) throws IOException {
    try (RawClient client = server.connect()) {
      return client.post(path, json, headers).read();
    }
  }

  private static String bearer(String key) {
    return "Authorization: Bearer " + key;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/version", "/health", "/ready"})
  void whatTellsNothing_isOpen(String path) throws Exception {
    try (TestServer server = keyed()) {
      assertThat(get(server, path).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/tags | {\"error\":\"unauthorized: a key is needed,",
        "/v1/models | {\"error\":{\"message\":\"unauthorized: a key is needed,",
        "/v1/models/nova-lite | {\"error\":{\"message\":\"unauthorized: a key is needed,",
        "/api/ps | {\"error\":\"unauthorized: a key is needed,",
        "/api/status | {\"error\":\"unauthorized: a key is needed,",
        "/api/usage | {\"error\":\"unauthorized: a key is needed,",
      })
  void withoutKey_isRefused_asTheApiSaysIt(String path, String body) throws Exception {
    try (TestServer server = keyed()) {
      RawClient.Response response = get(server, path);
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.body()).startsWith(body);
      assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/chat",
    "POST, /api/generate",
    "POST, /api/embed",
    "POST, /api/embeddings",
    "POST, /api/show",
    "POST, /api/create",
    "POST, /api/copy",
    "DELETE, /api/delete",
    "POST, /api/pull",
    "POST, /api/push",
    "POST, /api/me",
    "POST, /v1/chat/completions",
    "POST, /v1/completions",
    "POST, /v1/responses",
    "POST, /v1/embeddings",
    "POST, /v1/messages",
    "POST, /v1/messages/count_tokens",
    "POST, /v1/systemone"
  })
  void everyOtherRoute_needsKey(String method, String path) throws Exception {
    try (TestServer server = keyed();
        RawClient client = server.connect()) {
      client.request(method, path, "Host: localhost", "Content-Length: 0");
      assertThat(client.read().status()).isEqualTo(401);
      assertThat(server.bedrock.lastRequest()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer",
        "Authorization: Bearer  ",
        "Authorization: Basic c2stb2YtdGVhbS1hLTAxMjM0NTY3ODk6",
        "Authorization: Bearer sk-of-team-a-012345678",
        "Authorization: Bearersk-of-team-a-0123456789",
        "x-api-key: sk-of-team-a-01234567890",
        "x-api-key:"
      })
  void wrongKey_isRefused(String header) throws Exception {
    try (TestServer server = keyed()) {
      assertThat(get(server, "/api/tags", header).status()).isEqualTo(401);
    }
  }

  @Test
  void key_isTakenFromEitherHeader_andNeverLogged() throws Exception {
    TestServer server = keyed();
    assertThat(get(server, "/api/tags", bearer(KEY)).status()).isEqualTo(200);
    assertThat(get(server, "/api/tags", "authorization: bearer " + KEY).status()).isEqualTo(200);
    assertThat(get(server, "/v1/models", "X-Api-Key: " + KEY).status()).isEqualTo(200);
    assertThat(get(server, "/v1/models", bearer("of-another"), "x-api-key: " + KEY).status())
        .isEqualTo(200);
    assertThat(get(server, "/v1/models", bearer("sk-nobodys-secret-key")).status()).isEqualTo(401);
    assertThat(String.join("\n", server.logAfterClose()))
        .doesNotContain(KEY)
        .doesNotContain("sk-nobodys-secret-key");
  }

  @Test
  void models_thatKeyDoesNotOpen_areNotThere() throws Exception {
    try (TestServer server = keyed()) {
      String all = get(server, "/api/tags", bearer(KEY)).body();
      String some = get(server, "/api/tags", bearer(OTHER)).body();
      assertThat(all).contains("nova-lite").contains("claude");
      assertThat(some).contains("nova-lite").doesNotContain("claude");
      assertThat(get(server, "/v1/models", bearer(OTHER)).body())
          .contains("nova-lite")
          .doesNotContain("claude");
      for (String name : List.of("claude-sonnet-4.5", "anthropic.claude-3-haiku-20240307-v1:0")) {
        RawClient.Response response =
            post(
                server,
                "/api/chat",
                TestServer.chat(true).replace("nova-lite", name),
                bearer(OTHER));
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"error\":\"model '" + name + "' not found\"}");
        assertThat(
                post(server, "/api/show", "{\"model\":\"" + name + "\"}", bearer(OTHER)).status())
            .isEqualTo(404);
        assertThat(get(server, "/v1/models/" + name, bearer(OTHER)).status()).isEqualTo(404);
      }
      assertThat(server.bedrock.lastRequest()).isNull();
    }
  }

  @Test
  void nameThatClientMadeUp_opensNothing() throws Exception {
    try (TestServer server = keyed()) {
      String create = "{\"model\":\"nova-of-mine\",\"from\":\"claude-sonnet-4.5\"}";
      assertThat(post(server, "/api/create", create, bearer(OTHER)).status()).isEqualTo(403);
      assertThat(post(server, "/api/create", create, bearer(KEY)).status()).isEqualTo(200);
      assertThat(get(server, "/api/tags", bearer(KEY)).body()).contains("nova-of-mine");
      assertThat(get(server, "/api/tags", bearer(OTHER)).body()).doesNotContain("nova-of-mine");
      String asked = TestServer.chat(true).replace("nova-lite", "nova-of-mine");
      assertThat(post(server, "/api/chat", asked, bearer(OTHER)).status()).isEqualTo(404);
    }
  }

  @Test
  void models_areMadeAndDeletedByAdministrators_whereCallersAreSeveral() throws Exception {
    try (TestServer server = keyed()) {
      String mine = "{\"model\":\"mine\",\"from\":\"nova-lite\",\"stream\":false}";
      String copy = "{\"source\":\"nova-lite\",\"destination\":\"mine\"}";
      assertThat(post(server, "/api/create", mine, bearer(OTHER)).status()).isEqualTo(403);
      assertThat(post(server, "/api/copy", copy, bearer(OTHER)).status()).isEqualTo(403);
      assertThat(delete(server, OTHER).status()).isEqualTo(403);
      assertThat(post(server, "/api/create", mine, bearer(KEY)).status()).isEqualTo(200);
      assertThat(get(server, "/api/tags", bearer(OTHER)).body()).contains("mine:latest");
      assertThat(delete(server, KEY).status()).isEqualTo(200);
    }
    try (TestServer server = new TestServer("GATEWAY_KEY", KEY)) {
      String mine = "{\"model\":\"mine\",\"from\":\"nova-lite\",\"stream\":false}";
      assertThat(post(server, "/api/create", mine, bearer(KEY)).status()).isEqualTo(200);
    }
  }

  private static RawClient.Response delete(TestServer server, String key) throws IOException {
    try (RawClient client = server.connect()) {
      String json = "{\"model\":\"mine\"}";
      return client
          .send(
              "DELETE /api/delete HTTP/1.1\nHost: localhost\n%s\nContent-Length: %d\n\n%s"
                  .formatted(bearer(key), json.length(), json))
          .read();
    }
  }

  @Test
  void api_thatKeyDoesNotOpen_isRefused() throws Exception {
    try (TestServer server = keyed()) {
      RawClient.Response response = post(server, "/v1/messages", "{}", "x-api-key: " + OTHER);
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.body())
          .contains("\"type\":\"permission_error\"")
          .contains("this key does not open the API of anthropic");
    }
  }

  @Test
  void call_carriesWhatTheKeySays() throws Exception {
    try (TestServer server = keyed();
        RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false), bearer(KEY));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(server.bedrock.lastRequest().service().guardrail())
          .hasToString("Guardrail[identifier=gr1abc, version=2]");
      assertThat(server.bedrock.lastRequest().requestMetadata()).isEqualTo(Map.of("team", "a"));
    }
  }

  @Test
  void keyOfTheEnvironment_isEnough() throws Exception {
    try (TestServer server = new TestServer("GATEWAY_KEY", KEY)) {
      assertThat(get(server, "/api/tags").status()).isEqualTo(401);
      assertThat(get(server, "/api/tags", bearer(KEY)).status()).isEqualTo(200);
    }
  }

  @Test
  void anonymousCallers_areAnsweredBesideKeys_whereThatIsAllowed() throws Exception {
    try (TestServer server = keyed("GATEWAY_ALLOW_ANONYMOUS", "true")) {
      assertThat(get(server, "/api/tags").body()).contains("claude");
      assertThat(get(server, "/api/tags", "Authorization: Bearer ").status()).isEqualTo(200);
      assertThat(get(server, "/api/tags", bearer(OTHER)).body()).doesNotContain("claude");
      assertThat(get(server, "/api/tags", bearer("not-a-key")).status()).isEqualTo(401);
    }
  }

  @Test
  void personWithoutAKey_isNobodyElse() throws Exception {
    try (TestServer server =
            keyed(
                "GATEWAY_ALLOW_ANONYMOUS",
                "true",
                "GATEWAY_USER_HEADERS_FROM",
                "127.0.0.1",
                "GATEWAY_REQUEST_METADATA",
                "who=$caller");
        RawClient client = server.connect()) {
      client.post("/api/chat", TestServer.chat(false), "X-OpenWebUI-User-Id: team-a/u-1");
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(server.bedrock.lastRequest().requestMetadata())
          .containsEntry("who", "anonymous/team-a/u-1");
    }
  }

  @Test
  void keyOfTheEnvironment_isNoneOfTheFiles() {
    assertThatThrownBy(() -> keyed("GATEWAY_KEY", OTHER))
        .isInstanceOf(SettingsException.class)
        .hasMessage("GATEWAY_KEY (key) is a key of 'team-b', too; take another one.");
  }

  @Test
  void withoutKeys_anyKeyWillDo_asClientsSendSome() throws Exception {
    try (TestServer server = new TestServer()) {
      assertThat(get(server, "/api/tags", bearer("ollama")).status()).isEqualTo(200);
    }
  }

  @Test
  void withoutKeys_otherMachinesAreNotServed() {
    assertThatThrownBy(() -> new TestServer("OLLAMA_HOST", "0.0.0.0:0"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "OLLAMA_HOST (listen) is 0.0.0.0:0, where other machines could call without a key; set")
        .hasMessageContaining("GATEWAY_ALLOW_ANONYMOUS (allow_anonymous) to true");
    new TestServer("OLLAMA_HOST", "0.0.0.0:0", "GATEWAY_KEY", KEY).close();
    new TestServer("OLLAMA_HOST", "0.0.0.0:0", "GATEWAY_ALLOW_ANONYMOUS", "true").close();
  }

  private static String signed(String secret, Instant expiry) {
    return "X-OpenWebUI-User-Jwt: "
        + JWT.create()
            .withIssuer("open-webui")
            .withSubject("u-1")
            .withClaim("email", "ada@example.com")
            .withClaim("name", "Ada")
            .withClaim("role", "user")
            .withIssuedAt(Instant.now())
            .withExpiresAt(expiry)
            .sign(Algorithm.HMAC256(secret));
  }

  @Test
  void person_isKnownByTheSignatureOfOpenWebUi() throws Exception {
    try (TestServer server =
            keyed("GATEWAY_USER_JWT_SECRET", SECRET, "GATEWAY_REQUEST_METADATA", "who=$caller");
        RawClient client = server.connect()) {
      String person = signed(SECRET, Instant.now().plusSeconds(300));
      client.post("/api/chat", TestServer.chat(false), bearer(KEY), person);
      server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(server.bedrock.lastRequest().requestMetadata()).containsEntry("who", "team-a/u-1");
      RawClient.Response forged =
          get(
              server,
              "/api/tags",
              bearer(KEY),
              signed("x".repeat(40), Instant.now().plusSeconds(9)));
      assertThat(forged.status()).isEqualTo(401);
      assertThat(forged.body()).contains("is not signed with the secret of this server");
      RawClient.Response old =
          get(server, "/api/tags", bearer(KEY), signed(SECRET, Instant.now().minusSeconds(999)));
      assertThat(old.status()).isEqualTo(401);
      assertThat(old.body()).contains("has expired");
    }
  }

  @Test
  void person_isBelievedWithoutSignature_fromNamedAddressesOnly() throws Exception {
    for (String from : List.of("127.0.0.0/8", "10.0.0.0/8")) {
      try (TestServer server =
              keyed("GATEWAY_USER_HEADERS_FROM", from, "GATEWAY_REQUEST_METADATA", "who=$caller");
          RawClient client = server.connect()) {
        client.post("/api/chat", TestServer.chat(false), bearer(KEY), "X-OpenWebUI-User-Id: u-2");
        server.bedrock.nextCall().complete(FakeBedrock.answer("Hi"));
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(server.bedrock.lastRequest().requestMetadata())
            .containsEntry("who", from.startsWith("127") ? "team-a/u-2" : "team-a");
      }
    }
  }
}
