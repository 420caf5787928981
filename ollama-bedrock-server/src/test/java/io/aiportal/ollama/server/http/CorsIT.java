package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may call, and what browsers are told. */
class CorsIT {

  private static RawClient.Response ask(
      String origins, String method, String path, String origin, String host) throws IOException {
    try (TestServer server = new TestServer("OLLAMA_ORIGINS", origins);
        RawClient client = server.connect()) {
      return client.request(method, path, "Host: " + host, "Origin: " + origin).read();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost",
    "https://localhost:3000",
    "http://127.0.0.1:5173",
    "http://0.0.0.0",
    "app://obsidian",
    "file://",
    "tauri://localhost",
    "vscode-webview://abc",
    "vscode-file://x"
  })
  void origin_ofThisMachine_isAllowed(String origin) throws IOException {
    RawClient.Response response = ask("", "GET", "/api/version", origin, "127.0.0.1");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("access-control-allow-origin")).isEqualTo(origin);
    assertThat(response.header("vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "null",
    "http://[::1]:3000",
    "chrome-extension://abc",
    "moz-extension://x",
    "https://evil.example",
    "http://localhost.evil.example"
  })
  void origin_ofElsewhere_isRefused(String origin) throws IOException {
    RawClient.Response response = ask("", "GET", "/no/such/path", origin, "127.0.0.1");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.body()).isEmpty();
    assertThat(response.header("access-control-allow-origin")).isEqualTo("(none)");
  }

  @Test
  void origin_ofThePageItself_isNoCrossCall() throws IOException {
    RawClient.Response response =
        ask("", "GET", "/api/version", "https://portal.internal", "portal.internal");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("access-control-allow-origin")).isEqualTo("(none)");
  }

  @Test
  void preflight_tellsEverything() throws IOException {
    RawClient.Response response =
        ask("", "OPTIONS", "/api/chat", "http://localhost:3000", "127.0.0.1");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("allow")).isEqualTo("POST");
    assertThat(response.header("access-control-allow-origin")).isEqualTo("http://localhost:3000");
    assertThat(response.header("access-control-allow-methods"))
        .isEqualTo("GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS");
    assertThat(response.header("access-control-max-age")).isEqualTo("43200");
    assertThat(response.header("access-control-allow-headers"))
        .startsWith("Authorization,Content-Type,User-Agent,Accept,X-Requested-With,Openai-Beta,")
        .endsWith(",X-Stainless-Timeout");
    assertThat(response.header("vary"))
        .isEqualTo("Origin | Access-Control-Request-Method | Access-Control-Request-Headers");
  }

  @Test
  void preflight_ofUnknownPath_isAnswered() throws IOException {
    RawClient.Response response = ask("", "OPTIONS", "/no/such", "http://localhost", "127.0.0.1");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("allow")).isEqualTo("(none)");
  }

  @Test
  void star_allowsAll_withoutVary() throws IOException {
    RawClient.Response response = ask("*", "GET", "/api/version", "null", "127.0.0.1");
    assertThat(response.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(response.header("vary")).isEqualTo("(none)");
    assertThat(ask("*", "GET", "/api/version", "https://x.y", "evil.example").status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "https://chat.example, 200",
    "https://a.corp.example, 200",
    "chrome-extension://abc, 200",
    "https://corp.example, 403",
    "https://chat.example:8443, 403"
  })
  void listedOrigins_areAllowed(String origin, int status) throws IOException {
    String origins = "https://chat.example, https://*.corp.example,chrome-extension://*";
    assertThat(ask(origins, "GET", "/api/version", origin, "127.0.0.1").status()).isEqualTo(status);
  }

  @Test
  void errors_tellTheOriginToo() throws IOException {
    RawClient.Response response = ask("", "POST", "/api/tags", "http://localhost:1", "127.0.0.1");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("access-control-allow-origin")).isEqualTo("http://localhost:1");
  }
}
