package io.aiportal.ollama.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First lines and headers of every size and form, and what is said of those that are none. */
class RequestHeadIT {

  private static final String HOST = "Host: 127.0.0.1";
  private static final String VERSION = "{\"version\":\"0.40.12\"}";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer("GATEWAY_REQUEST_MEMORY", "4MiB");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawClient.Response ask(String method, String path, String... headers)
      throws IOException {
    try (RawClient client = server.connect()) {
      return client.request(method, path, headers).read();
    }
  }

  private static String padding(int bytes) {
    return "X-Padding: " + "x".repeat(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=%",
        "%zz",
        "a=%4",
        "%%%",
        "a=%41",
        "a=b&&=",
        "a={}|\\^`\"<>",
        "a=ü",
        "?",
        "ts=1;b",
      })
  void query_whateverItIs_isIgnored(String query) throws IOException {
    RawClient.Response response = ask("GET", "/api/version?" + query, HOST);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(VERSION);
  }

  @Test
  void query_ofManyParameters_isIgnored() throws IOException {
    String query = "a=b&".repeat(3_000);
    assertThat(ask("GET", "/api/version?" + query, HOST).status()).isEqualTo(200);
    try (RawClient client = server.connect()) {
      client.request("GET", "/api/version?" + query, HOST);
      assertThat(client.read().status()).isEqualTo(200);
      client.request("GET", "/api/version?%&" + query, HOST);
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void query_inItsRightForm_staysAsItIs() throws IOException {
    assertThat(ask("GET", "/api/tags/?a=%41%c3&b", HOST).header("location"))
        .isEqualTo("/api/tags?a=%41%c3&b");
  }

  @Test
  void query_inPieces_isIgnored() throws IOException {
    try (RawClient client = server.connect()) {
      for (String piece : "GET /api/version?a=%zz&b HTTP/1.1\nHost: 127.0.0.1\n\n".split("")) {
        client.send(piece);
      }
      assertThat(client.read().body()).isEqualTo(VERSION);
    }
  }

  @Test
  void body_withQuestionMarks_isNoQuery() throws IOException {
    try (RawClient client = server.connect()) {
      client.post("/api/show?%", "{\"model\":\"? %zz\"}");
      assertThat(client.read().body()).isEqualTo("{\"error\":\"invalid model name\"}");
      client.post("/api/show", "{\"model\":\"a?%zz\"}");
      assertThat(client.read().body()).isEqualTo("{\"error\":\"invalid model name\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30_000, 33_000, 100_000, 1_000_000, 1 << 20})
  void headers_upToAMebibyte_areTaken(int bytes) throws IOException {
    RawClient.Response response = ask("GET", "/api/version", HOST, padding(bytes));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(VERSION);
    assertThat(response.header("connection")).isEqualTo(bytes > 32 << 10 ? "close" : "(none)");
  }

  /** What socket buffers cannot hold must be read, or the client breaks off before it has read. */
  @ParameterizedTest
  @ValueSource(ints = {1_300_000, 12_000_000})
  void headers_beyondThat_areRefusedAsGoDoes(int bytes) throws IOException {
    RawClient.Response response = ask("GET", "/api/version", HOST, padding(bytes));
    assertThat(response.status()).isEqualTo(431);
    assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.body()).isEqualTo("431 Request Header Fields Too Large");
  }

  @Test
  void body_ofARequestWithoutAHost_isNoHead() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("POST /api/chat HTTP/1.1\nContent-Length: 2000000\n\n");
      client.sendBytes(new byte[2_000_000]);
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).isEqualTo("400 Bad Request: missing required Host header");
    }
  }

  @Test
  void headers_beyondTheMemory_areRefused_untilThereIsRoomAgain() throws Exception {
    try (RawClient first = server.connect()) {
      first.send("GET / HTTP/1.1\n" + padding(1_000_000));
      RawClient.Response refused = ask("GET", "/api/version", HOST, padding(700_000));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.header("content-type")).isEqualTo("application/json; charset=utf-8");
      assertThat(refused.body())
          .isEqualTo(
              "{\"error\":\"the server has no room for headers of that size; please try again\"}");
      assertThat(ask("GET", "/api/version", HOST, padding(3_000)).status()).isEqualTo(200);
    }
    while (ask("GET", "/api/version", HOST, padding(700_000)).status() == 503) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 2_000})
  void headers_ofAnyNumber_areTaken(int number) throws IOException {
    RawClient.Response response = ask("GET", "/api/version", headers(number));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(VERSION);
  }

  @Test
  void headers_whoseNumberTakesMoreMemoryThanThereIs_areRefused() throws IOException {
    assertThat(ask("GET", "/api/version", headers(20_000)).status()).isEqualTo(503);
    while (ask("GET", "/api/version", headers(10_000)).status() == 503) {
      Thread.onSpinWait();
    }
  }

  private static String[] headers(int number) {
    String[] headers = new String[number];
    headers[0] = HOST;
    for (int i = 1; i < number; i++) {
      headers[i] = "X-" + i + ":";
    }
    return headers;
  }

  /** Lines that no carriage return ends, a head that comes in pieces, and a body that is none. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void line_mayEndWithoutACarriageReturn(String end) throws IOException {
    String first = "GET /api/version HTTP/1.1" + end + "Host: 127.0.0.1\n\n";
    String body = "{\"model\":\n\"a?%zz\"}\n";
    String second =
        "POST /api/show HTTP/1.1\nHost: 127.0.0.1" + end + "Content-Length: " + body.length();
    try (RawClient client = server.connect()) {
      client.sendBytes(first.getBytes(UTF_8));
      assertThat(client.read().body()).isEqualTo(VERSION);
      client.sendBytes((second + end + "\n" + body).getBytes(UTF_8));
      assertThat(client.read().body()).isEqualTo("{\"error\":\"invalid model name\"}");
      for (byte piece : first.getBytes(UTF_8)) {
        client.sendBytes(new byte[] {piece});
      }
      assertThat(client.read().body()).isEqualTo(VERSION);
    }
  }

  /** What comes with the request before it is read as what comes after its answer. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void request_splitAnywhereAcrossAnAnswer_isPutTogether(String end) throws IOException {
    String first = "GET /api/version HTTP/1.1" + end + HOST + end + end;
    String body = "{\"model\":\n\"a?%zz\"}\n\n";
    String second =
        ("POST /api/show?%zz HTTP/1.1\n" + HOST + "\nContent-Length: " + body.length() + "\n\n")
                .replace("\n", end)
            + body;
    try (RawClient client = server.connect()) {
      for (int at = 0; at <= second.length(); at++) {
        client.sendBytes((first + second.substring(0, at)).getBytes(UTF_8));
        assertThat(client.read().body()).isEqualTo(VERSION);
        client.sendBytes(second.substring(at).getBytes(UTF_8));
        assertThat(client.read().body())
            .as("split at %d of %s", at, second)
            .isEqualTo("{\"error\":\"invalid model name\"}");
      }
    }
  }

  /** More than a buffer holds, so that heads begin and end at its edges. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void requestsSentAhead_mayBeMany(String end) throws IOException {
    StringBuilder requests = new StringBuilder();
    int count = 3_000;
    for (int i = 0; i < count; i++) {
      requests.append("GET /api/version?%").append(i).append(" HTTP/1.1").append(end);
      requests.append(HOST).append(end).append(end);
    }
    try (RawClient client = server.connect()) {
      client.sendBytes(requests.toString().getBytes(UTF_8));
      for (int i = 0; i < count; i++) {
        assertThat(client.read().body()).isEqualTo(VERSION);
      }
    }
  }

  /** More lines than a buffer holds, of the shortest there are. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", " value"})
  void lines_withoutCarriageReturns_mayBeManyAtOnce(String value) throws IOException {
    StringBuilder head = new StringBuilder("GET /api/version HTTP/1.1\n" + HOST + "\n");
    for (int i = 0; head.length() < 20_000; i++) {
      head.append(Integer.toString(i, Character.MAX_RADIX)).append(':').append(value).append('\n');
    }
    head.append('\n');
    RawClient.Response response;
    do {
      try (RawClient client = server.connect()) {
        client.sendBytes(head.toString().getBytes(UTF_8));
        response = client.read();
      }
    } while (response.status() == 503); // until the memory of other tests is given back
    assertThat(response.body()).isEqualTo(VERSION);
  }

  @Test
  void headersSentAhead_countToo() throws IOException {
    try (RawClient client = server.connect()) {
      String ahead = "GET / HTTP/1.1\n" + HOST + "\n" + padding(200_000) + "\n\n";
      client.send("GET /api/version HTTP/1.1\n" + HOST + "\n\n" + ahead);
      assertThat(client.read().body()).isEqualTo(VERSION);
      RawClient.Response second = client.read();
      assertThat(second.status()).isEqualTo(200);
      assertThat(second.header("connection")).isEqualTo("close");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\n\n",
        "GET\n\n",
        "GET /api/%zz HTTP/1.1\nHost: 127.0.0.1\n\n",
        "GET /api/version HTTP/1.1\nno header\n\n",
        "GET /api/version HTTP/2.0\nHost: 127.0.0.1\n\n",
        "POST /api/show HTTP/1.1\nHost: 127.0.0.1\nContent-Length: abc\n\n",
        "GET /api/version HTTP/1.1\nHost: 127.0.0.1\nX: a\0b\n\n",
      })
  void noRequest_isToldSo_inTheWordsOfGo(String bytes) throws IOException {
    try (RawClient client = server.connect()) {
      RawClient.Response response = client.send(bytes).read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(response.body()).isEqualTo("400 Bad Request");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X: y                        | missing required Host header",
        "Host: a\\nHost: b           | too many Host headers",
        "Host: a b:c                 | malformed Host header",
      })
  void hosts_areAsGoWantsThem(String headers, String reason) throws IOException {
    try (RawClient client = server.connect()) {
      client.request("GET", "/api/version", HOST);
      assertThat(client.read().status()).isEqualTo(200);
      client.send("GET /api/version HTTP/1.1\n" + headers.replace("\\n", "\n") + "\n\n");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(response.body()).isEqualTo("400 Bad Request: " + reason);
    }
  }

  /** A whole URL names the host, whatever the header says; measured with Go's own server. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost:11434/api/version    | evil.example | 200",
        "HTTP://127.0.0.1/api/version          | evil.example | 200",
        "https://[::1]:80/api/version?a=%zz    | evil.example | 200",
        "http://user:pw@localhost/api/version  | evil.example | 200",
        "http://localhost                      | evil.example | 200",
        "http://localhost?a=b                  | evil.example | 200",
        "ftp://localhost/api/version           | evil.example | 200",
        "http:///api/version                   | localhost    | 200",
        "http:/api/version                     | localhost    | 200",
        "http:///api/version                   | evil.example | 403",
        "http://evil.example/api/version       | localhost    | 403",
        "http://localhost@evil.example/api/tags| localhost    | 403",
        "http://localhost/no/such/path         | localhost    | 404",
        "api/version                           | localhost    | 400",
        "http:api/version                      | localhost    | 400",
        "localhost                             | localhost    | 400",
      })
  void target_mayBeAUrl_whoseHostCounts(String target, String host, int status) throws IOException {
    String request = "GET " + target + " HTTP/1.1\nHost: " + host + "\n\n";
    try (RawClient client = server.connect()) {
      client.sendBytes(request.getBytes(UTF_8));
      assertThat(client.read().status()).isEqualTo(status);
    }
    try (RawClient client = server.connect()) {
      for (String piece : request.split("")) {
        client.send(piece);
      }
      assertThat(client.read().status()).isEqualTo(status);
    }
    try (RawClient client = server.connect()) {
      String first = "GET http://localhost/api/version HTTP/1.1\n" + HOST + "\n\n";
      client.sendBytes((first + first + request).getBytes(UTF_8));
      assertThat(client.read().body()).isEqualTo(VERSION);
      assertThat(client.read().body()).isEqualTo(VERSION);
      assertThat(client.read().status()).isEqualTo(status);
    }
  }

  @Test
  void target_thatIsAUrl_needsAHostHeaderAllTheSame() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("GET http://localhost/api/version HTTP/1.1\nX: y\n\n");
      assertThat(client.read().body()).isEqualTo("400 Bad Request: missing required Host header");
    }
    try (RawClient client = server.connect()) {
      client.send("GET http://localhost/api/version HTTP/1.0\n\n");
      assertThat(client.read().body()).isEqualTo(VERSION);
    }
  }

  @Test
  void targetsThatAreUrls_areFollowedByOthers() throws IOException {
    try (RawClient client = server.connect()) {
      client.request("GET", "http://evil.example/api/version", HOST);
      assertThat(client.read().status()).isEqualTo(403);
      client.request("GET", "/api/version", HOST);
      assertThat(client.read().body()).isEqualTo(VERSION);
      client.request("CONNECT", "localhost:80", "Host: localhost:80");
      assertThat(client.read().status()).isIn(404, 405);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/ü", "/a|b", "/%41pi"})
  void path_ofOddCharacters_isUnknown(String path) throws IOException {
    RawClient.Response response = ask("GET", path, HOST);
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 page not found");
  }
}
