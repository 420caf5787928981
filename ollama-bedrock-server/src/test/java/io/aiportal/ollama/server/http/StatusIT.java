package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's page, over the wire. */
class StatusIT {

  private static final String KEY = "sk-of-an-operator-0123456789";
  private static final String OTHER = "sk-of-a-team-0123456789";

  @TempDir private Path folder;

  private static RawClient.Response get(TestServer server, String path, String... headers)
      throws Exception {
    try (RawClient client = server.connect()) {
      String[] all = new String[headers.length + 1];
      all[0] = "Host: localhost";
      System.arraycopy(headers, 0, all, 1, headers.length);
      return client.request("GET", path, all).read();
    }
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Test
  void page_isHtmlThatLoadsNothing_andIsNotKept() throws Exception {
    try (TestServer server = new TestServer()) {
      RawClient.Response page = get(server, "/status");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.header("content-security-policy"))
          .startsWith("default-src 'none'; style-src 'sha256-")
          .endsWith("frame-ancestors 'none'");
      assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(page.header("cache-control")).isEqualTo("no-store");
      assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
      assertThat(page.body())
          .startsWith("<!DOCTYPE html>")
          .contains(
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
              "<tr><td>Release</td><td>test</td></tr>",
              "<tr><td>Requests that are under way</td><td>1</td></tr>");
    }
  }

  /** Whatever is sent: nothing of it is on the page, and of failures only their kind. */
  @Test
  void page_showsNothingThatCallersWrote() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.connect()) {
      String secret = "<b>secret</b>";
      client.post("/api/chat", TestServer.chat(false).replace("nova-lite", secret)).read();
      client.request("GET", "/secret/" + secret, "Host: localhost", "x-api-key: secret").read();
      client.post("/api/chat", "{secret").read();
      server.awaitLog(3);
      assertThat(get(server, "/status").body())
          .contains("<td data-column=\"Cause\">invalid_request</td>")
          .doesNotContain("secret");
    }
  }

  @Test
  void browsers_askForTheKey_whereThereAreKeys() throws Exception {
    try (TestServer server = keyed()) {
      RawClient.Response refusal = get(server, "/status");
      assertThat(refusal.status()).isEqualTo(401);
      assertThat(refusal.header("www-authenticate")).startsWith("Basic realm=");
      assertThat(get(server, "/status", basic("me", KEY)).status()).isEqualTo(200);
      assertThat(get(server, "/status", basic("", KEY)).status()).isEqualTo(200);
      assertThat(get(server, "/status", "Authorization: Bearer " + KEY).status()).isEqualTo(200);
      assertThat(get(server, "/status", basic("me", OTHER)).status()).isEqualTo(403);
      assertThat(get(server, "/status", basic("me", "wrong")).status()).isEqualTo(401);
      assertThat(get(server, "/status", "Authorization: Basic %%").status()).isEqualTo(401);
    }
  }

  /** What a browser remembers goes along with requests that other pages make. */
  @Test
  void passwordOfABrowser_opensNothingElse() throws Exception {
    try (TestServer server = keyed()) {
      assertThat(get(server, "/api/tags", basic("me", KEY)).status()).isEqualTo(401);
    }
  }

  @Test
  void whoeverShowsNoKey_isAskedForOne_evenWhereOthersMayGoWithout() throws Exception {
    try (TestServer server = keyed("GATEWAY_ALLOW_ANONYMOUS", "true")) {
      assertThat(get(server, "/api/tags").status()).isEqualTo(200);
      RawClient.Response refusal = get(server, "/status");
      assertThat(refusal.status()).isEqualTo(401);
      assertThat(refusal.header("www-authenticate")).startsWith("Basic realm=");
    }
  }

  private TestServer keyed(String... more) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            "keys: {operator: {sha256: %s, admin: true}, team: {sha256: %s}}"
                .formatted(AccessIT.hash(KEY), AccessIT.hash(OTHER)));
    String[] variables = new String[more.length + 2];
    variables[0] = "GATEWAY_CONFIG";
    variables[1] = file.toString();
    System.arraycopy(more, 0, variables, 2, more.length);
    return new TestServer(variables);
  }
}
