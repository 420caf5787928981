package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.aiportal.testkit.portal.OpenWebUIClient.BrokenAnswerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Open WebUI can answer, told by a server in its place. */
@Timeout(60)
class OpenWebUIClientTest {

  private static final String HELLO =
      "data: {\"choices\": [{\"delta\": {\"content\": \"Hello\"}}]}\n\n";
  private static final String END =
      "data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}], \"usage\": {}}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/api/v1/auths/signin", "{}");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private OpenWebUIClient client() {
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    return OpenWebUIClient.signIn(url, "somebody@portal.test", "password");
  }

  @Test
  void wholeAnswer_isGivenInPieces() {
    answer("/api/chat/completions", HELLO + HELLO + END + DONE);
    assertThat(client().stream("m", "q")).containsExactly("Hello", "Hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"error\": {\"message\": \"the cause\"}}\n\n",
        "data: {\"detail\": \"the cause\"}\n\n"
      })
  void error_isThrown_afterWhatCameBefore(String error) {
    answer("/api/chat/completions", HELLO + error + END + DONE);
    List<String> pieces = new ArrayList<>();
    try (Stream<String> answer = client().stream("m", "q")) {
      assertThatThrownBy(() -> answer.forEach(pieces::add))
          .isInstanceOf(BrokenAnswerException.class)
          .hasMessageContaining("the cause");
    }
    assertThat(pieces).containsExactly("Hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        HELLO,
        HELLO + DONE,
        HELLO + "data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}\n\n" + DONE
      })
  void answer_withoutAnEnd_isNotWhole(String body) {
    answer("/api/chat/completions", body);
    assertThatThrownBy(() -> client().stream("m", "q").toList())
        .isInstanceOf(BrokenAnswerException.class)
        .hasMessage("The answer ended before it was whole");
  }

  @Test
  void answer_givenUp_needNoEnd() {
    answer("/api/chat/completions", HELLO + HELLO);
    try (Stream<String> answer = client().stream("m", "q")) {
      assertThat(answer.findFirst()).contains("Hello");
    }
  }
}
