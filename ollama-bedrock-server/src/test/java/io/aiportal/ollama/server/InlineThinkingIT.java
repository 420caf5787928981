package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nova writes its thinking into its text; callers see it where their API has thinking. */
class InlineThinkingIT {

  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = new Portal(BedrockSimulator.start(), Map.of());
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/chat, true",
    "/api/chat, false",
    "/v1/chat/completions, true",
    "/v1/chat/completions, false",
    "/v1/messages, true",
    "/v1/messages, false",
  })
  void thinking_isToldApart(String path, boolean stream) throws Exception {
    portal.bedrock().script(ModelReply.text("<thinking>Perhaps.</thinking>\n\nYes."));

    HttpResponse<String> answer = portal.post(path, body(stream, ""));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(AnswerText.of(path, answer.body())).isEqualTo("Yes.");
    assertThat(answer.body())
        .contains("Perhaps", path.endsWith("completions") ? "\"reasoning\"" : "\"thinking\"")
        .doesNotContain("thinking>", "thinking\\u003e");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void thinking_isGone_whereNobodyWantsIt(boolean stream) throws Exception {
    portal.bedrock().script(ModelReply.text("<thinking>Perhaps.</thinking>\n\nYes."));

    HttpResponse<String> answer = portal.post("/api/chat", body(stream, ",\"think\":false"));

    assertThat(AnswerText.of("/api/chat", answer.body())).isEqualTo("Yes.");
    assertThat(answer.body()).doesNotContain("Perhaps");
  }

  private static String body(boolean stream, String more) {
    return """
    {"model":"nova-pro","stream":%b,"max_tokens":100%s,
     "messages":[{"role":"user","content":"Is it so?"}]}"""
        .formatted(stream, more);
  }
}
