package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Ollama's router answers before any handler is asked. */
class RouterIT {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient.Response ask(String method, String path, String... headers)
      throws IOException {
    try (RawClient client = server.connect()) {
      client.request(method, path, headers);
      return method.equals("HEAD") ? client.readHead() : client.read();
    }
  }

  private static final String HOST = "Host: 127.0.0.1:8000";

  @Test
  void root_greets() throws IOException {
    RawClient.Response response = ask("GET", "/", HOST);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("Ollama is running");
    assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.header("content-length")).isEqualTo("17");
    assertThat(response.headers().keySet())
        .containsExactly("content-length", "content-type", "date");
  }

  @Test
  void version_isDottedNumbers() throws IOException {
    RawClient.Response response = ask("GET", "/api/version", HOST);
    assertThat(response.body()).matches("\\{\"version\":\"\\d+\\.\\d+\\.\\d+\"}");
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({"/", "/api/version", "/api/tags", "/health", "/ready"})
  void head_isAnsweredWithoutBody(String path) throws IOException {
    RawClient.Response get = ask("GET", path, HOST);
    RawClient.Response head = ask("HEAD", path, HOST);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
    assertThat(head.header("content-length")).isEqualTo("" + get.body().length());
    assertThat(head.header("transfer-encoding")).isEqualTo("(none)");
  }

  /** As Go's server does, which holds back so much and no more. */
  @Test
  void lengthOfALongBody_isNotTold() throws IOException {
    RawClient.Response tags = ask("GET", "/api/tags", HOST);
    assertThat(tags.body()).hasSizeGreaterThan(2048);
    assertThat(tags.header("content-length")).isEqualTo("(none)");
    assertThat(tags.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(ask("GET", "/api/version", HOST).header("transfer-encoding")).isEqualTo("(none)");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api",
    "GET, /api/",
    "GET, /v1",
    "GET, /API/TAGS",
    "POST, /api/tags2",
    "POST, /api/tags/",
    "GET, /api/blobs",
    "GET, /debug/pprof/heap",
    "GET, /api/chat/",
    "GET, /.env"
  })
  void unknownPath_isText404(String method, String path) throws IOException {
    RawClient.Response response = ask(method, path, HOST, "Content-Length: 0");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 page not found");
    assertThat(response.header("content-type")).isEqualTo("text/plain");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/chat, POST",
    "HEAD, /api/ps, GET",
    "PUT, /api/generate, POST",
    "DELETE, /, 'HEAD, GET'",
    "POST, /api/tags, 'HEAD, GET'",
    "POST, /api/version, 'HEAD, GET'",
    "GET, /api/delete, DELETE",
    "GET, /api/blobs/sha256:0000, 'HEAD, POST'",
    "OPTIONS, /api/chat, POST",
    "PROPFIND, /api/show, POST"
  })
  void wrongMethod_isText405(String method, String path, String allow) throws IOException {
    RawClient.Response response = ask(method, path, HOST, "Content-Length: 0");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo(allow);
    assertThat(response.header("content-type")).isEqualTo("text/plain");
    if (!method.equals("HEAD")) {
      assertThat(response.body()).isEqualTo("405 method not allowed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/tags/, 301, /api/tags",
    "HEAD, /api/tags/, 307, /api/tags",
    "POST, /api/chat/, 307, /api/chat",
    "DELETE, /api/delete/, 307, /api/delete",
    "GET, //api/tags, 307, /api/tags",
    "POST, //api/chat, 307, /api/chat",
    "GET, /api/../api/tags, 307, /api/tags",
    "GET, /api/./tags, 307, /api/tags",
    "GET, /api/tags%2F, 301, /api/tags",
    "POST, /api/chat%2f, 307, /api/chat",
    "GET, //api/tags/, 307, /api/tags/",
    "GET, //, 307, /",
    "GET, /../../api/tags?ts=1, 307, /api/tags?ts=1"
  })
  void pathNotPlain_isRedirected(String method, String path, int status, String location)
      throws IOException {
    RawClient.Response response = ask(method, path, HOST, "Content-Length: 0");
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("location")).isEqualTo(location);
  }

  @Test
  void redirect_ofGet_hasLink() throws IOException {
    RawClient.Response response = ask("GET", "/api/tags/", HOST);
    assertThat(response.body()).isEqualTo("<a href=\"/api/tags\">Moved Permanently</a>.\n\n");
    assertThat(response.header("content-type")).isEqualTo("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 204",
    "LOCALHOST:8000, 204",
    "box.local, 204",
    "app.internal, 204",
    "x.localhost, 204",
    "127.0.0.1, 405",
    "'[::1]:8000', 405",
    "10.1.2.3, 405",
    "0.0.0.0, 405"
  })
  void options_withoutOrigin_dependsOnHost(String host, int status) throws IOException {
    RawClient.Response response = ask("OPTIONS", "/api/chat", "Host: " + host);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "example.com"})
  void options_ofTheServerItself_areNone_whateverItIsCalled(String host) throws IOException {
    RawClient.Response response = ask("OPTIONS", "*", "Host: " + host, "Origin: http://localhost");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-length")).isEqualTo("0");
    assertThat(response.headers()).containsOnlyKeys("content-length", "date");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "127.0.0.1:8000, 200",
    "'[::1]', 403",
    "'[::1]:8000', 200",
    "'[::]', 403",
    "'[::]:8000', 200",
    "192.168.7.7, 200",
    "172.16.0.1, 200",
    "a.b.internal, 200",
    "evil.example, 403",
    "8.8.8.8, 403",
    "localhost.evil.example, 403",
    "1.2.3, 403",
    "notlocal, 403"
  })
  void host_onLoopback_mustBeNear(String host, int status) throws IOException {
    RawClient.Response response = ask("GET", "/api/version", "Host: " + host);
    assertThat(response.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(response.body()).isEmpty();
      assertThat(response.header("content-type")).isEqualTo("(none)");
    }
  }

  @Test
  void host_thatIsForeign_isLoggedWithTheWayOut() throws IOException {
    try (TestServer strict = new TestServer();
        RawClient client = strict.connect()) {
      client.request("GET", "/api/version", "Host: ai.example");
      assertThat(client.read().status()).isEqualTo(403);
      assertThat(strict.awaitLog(1).get(0))
          .contains("\"level\":\"warn\"", "\"status\":403")
          .contains(
              "\"error\":\"the Host header names neither this machine nor one of"
                  + " GATEWAY_ALLOWED_HOSTS (allowed_hosts)\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ai.example, 200",
    "AI.example:80, 200",
    "a.corp.example, 200",
    "corp.example, 403",
    "xai.example, 403",
    "localhost, 200"
  })
  void host_canBeAllowed(String host, int status) throws IOException {
    try (TestServer open = new TestServer("GATEWAY_ALLOWED_HOSTS", "ai.example,.corp.example");
        RawClient client = open.connect()) {
      client.request("GET", "/api/version", "Host: " + host);
      assertThat(client.read().status()).isEqualTo(status);
    }
  }

  @Test
  void hosts_canAllBeAllowed() throws IOException {
    try (TestServer open = new TestServer("GATEWAY_ALLOWED_HOSTS", "*");
        RawClient client = open.connect()) {
      client.request("GET", "/api/version", "Host: 8.8.8.8");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /ollama/api/version, 200,",
    "GET, /api/version, 200,",
    "GET, /x/y/, 200,",
    "GET, /ollama/ollama/api/version, 404,",
    "GET, /ollamas/api/version, 404,",
    "GET, /ollama, 404,",
    "GET, /ollama/api/version/, 301, /ollama/api/version",
    "GET, /ollama//api/version, 307, /ollama/api/version",
    "POST, /x/y/api/chat/, 307, /x/y/api/chat"
  })
  void prefix_canStandBeforeThePaths(String method, String path, int status, String location)
      throws IOException {
    try (TestServer prefixed = new TestServer("GATEWAY_PATH_PREFIXES", "/ollama,/x/y");
        RawClient client = prefixed.connect()) {
      client.request(method, path, HOST, "Content-Length: 0");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("location")).isEqualTo(location == null ? "(none)" : location);
    }
  }

  @Test
  void host_onEveryAddress_isNotChecked() throws IOException {
    try (TestServer open =
            new TestServer("OLLAMA_HOST", "0.0.0.0:0", "GATEWAY_ALLOW_ANONYMOUS", "true");
        RawClient client = open.connect()) {
      client.request("GET", "/api/version", "Host: evil.example");
      assertThat(client.read().status()).isEqualTo(200);
      client.request("OPTIONS", "/api/version", "Host: localhost");
      assertThat(client.read().status()).isEqualTo(405);
    }
  }

  @ParameterizedTest
  @CsvSource({"/health, ok", "/ready, ready"})
  void probes_tellTheirStatus(String path, String status) throws IOException {
    RawClient.Response response = ask("GET", path, HOST);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"" + status + "\"}");
  }

  @Test
  void ready_tellsWhetherTheStartIsOver() throws IOException {
    try (TestServer starting = new TestServer();
        RawClient client = starting.connect()) {
      starting.ready.set(false);
      client.request("GET", "/ready", HOST);
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.body()).isEqualTo("{\"status\":\"starting\"}");
      client.request("GET", "/health", HOST);
      assertThat(client.read().status()).isEqualTo(200);
      starting.ready.set(true);
      client.request("GET", "/ready", HOST);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"/api/pull", "/api/push", "/api/create", "/api/copy"})
  void management_ofNothing_isRefused(String path) throws IOException {
    RawClient.Response response = ask("POST", path, HOST, "Content-Length: 0");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).isEqualTo("{\"error\":\"missing request body\"}");
  }

  @Test
  void blobs_areNotTaken() throws IOException {
    String digest = "/api/blobs/sha256-" + "aF".repeat(32);
    assertThat(ask("HEAD", digest, HOST).status()).isEqualTo(404);
    assertThat(ask("HEAD", "/api/blobs/sha256:0", HOST).status()).isEqualTo(400);
    RawClient.Response put = ask("POST", digest, HOST, "Content-Length: 0");
    assertThat(put.status()).isEqualTo(501);
    assertThat(put.body()).startsWith("{\"error\":\"files of models are managed in Amazon Bedrock");
    RawClient.Response bad = ask("POST", digest + "0", HOST, "Content-Length: 0");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.body()).isEqualTo("{\"error\":\"invalid digest format\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /api/status | 200 | {'cloud':{'disabled':true,'source':'config'}}",
        "POST | /api/me | 401 | {'error':'unauthorized','signin_url':'https://ollama.com/connect'}",
        "GET | /api/usage?range=24h | 401 | {'error':'unauthorized','signin_url':'https://ollama.com/connect'}",
        "GET | /api/balance | 401 | {'error':'unauthorized','signin_url':'https://ollama.com/connect'}",
        "POST | /api/signout | 401 | {'error':'you are not currently signed in'}",
        "DELETE | /api/user/keys/abc | 401 | {'error':'you are not currently signed in'}",
        "POST | /api/experimental/web_search | 400 | {'error':'missing request body'}",
        "GET | /api/experimental/model-recommendations | 200 | {'recommendations':[]}"
      })
  void cloud_isOff(String method, String path, int status, String body) throws IOException {
    RawClient.Response response = ask(method, path, HOST, "Content-Length: 0");
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body()).isEqualTo(body.replace('\'', '"'));
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
  }

  @Test
  void decisions_areRefusedInOllamasShape() throws IOException {
    try (RawClient client = server.connect()) {
      client.post("/v1/systemone", "{\"model\":\"nova-lite\",\"state\":\"s\"}");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body())
          .isEqualTo(
              "{\"error\":\"\\\"nova-lite\\\" does not support decision: not a llama.cpp decision model\"}");
    }
  }

  @Test
  void basename_isTheRequestedName_forCopilot() throws IOException {
    try (RawClient client = server.connect()) {
      client.post("/api/show", "{\"model\":\"NOVA-lite\"}", "User-Agent: GitHubCopilotChat/0.1");
      assertThat(client.read().body()).contains("\"general.basename\":\"NOVA-lite\"");
      client.post("/api/show", "{\"model\":\"NOVA-lite\"}", "User-Agent: curl/8");
      assertThat(client.read().body()).contains("\"general.basename\":\"Nova Lite\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/experimental/web_search, web search is unavailable",
    "/api/experimental/web_fetch, web fetch is unavailable",
    "/api/chat, remote model is unavailable",
    "/api/generate, remote model is unavailable",
    "/api/show, remote model details are unavailable"
  })
  void whatTheCloudDoes_isRefused(String path, String reason) throws IOException {
    try (RawClient client = server.connect()) {
      client.post(path, "{\"model\":\"gpt-oss:120b-cloud\",\"query\":\"q\",\"url\":\"u\"}");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.body())
          .isEqualTo("{\"error\":\"ollama cloud is disabled: " + reason + "\"}");
    }
  }

  @Test
  void management_withLargeBody_keepsTheConnection() throws IOException {
    try (RawClient client = server.connect()) {
      client.post("/api/blobs/sha256:" + "0".repeat(64), "x".repeat(300_000));
      assertThat(client.read().status()).isEqualTo(501);
      client.request("GET", "/api/version", HOST);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void http10_keepsTheConnection_ifAsked() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("GET /api/version HTTP/1.0\nConnection: keep-alive\n\n");
      assertThat(client.read().header("connection")).isEqualTo("keep-alive");
      client.send("GET /api/version HTTP/1.0\n\n");
      assertThat(client.read().header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void answers_areNeverCompressed() throws IOException {
    RawClient.Response response = ask("GET", "/api/tags", HOST, "Accept-Encoding: gzip, br, zstd");
    assertThat(response.header("content-encoding")).isEqualTo("(none)");
    assertThat(response.body()).startsWith("{\"models\":[");
  }

  @Test
  void garbage_isRefused() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("what is this\n\n");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isAtEnd()).isTrue();
    }
  }
}
