package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request has no effect, or another one than was asked for, is told in a header. */
class WarningsIT {

  private static final String HEADER = "X-Gateway-Warning";
  private static final String TOP_K = "top-k has no effect: the model does not take it";
  private static final String TEMPERATURE =
      "temperature is taken to be the nearest value from 0 to 1";

  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = new Portal(BedrockSimulator.builder().region("us-east-1").start(), Map.of());
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/chat, true",
    "/api/chat, false",
    "/api/generate, true",
    "/api/generate, false",
    "/v1/chat/completions, true",
    "/v1/chat/completions, false",
    "/v1/messages, true",
    "/v1/messages, false",
  })
  void warnings_reachTheCaller_andTheLog(String path, boolean stream) throws Exception {
    HttpResponse<String> answer = portal.post(path, body(path, stream, true));

    assertThat(answer.statusCode()).isEqualTo(200);
    String warning = answer.headers().firstValue(HEADER).orElseThrow();
    assertThat(warning).contains(sentence(path)).matches("[ -~]{1,1100}");
    if (path.startsWith("/api")) {
      assertThat(warning).startsWith("option \"seed\" has no effect on Amazon Bedrock; ");
    }
    assertThat(portal.requestLogWith(sentence(path))).doesNotContain("seed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void contextThatIsNone_isToldTheCaller_andTheLog(boolean stream) throws Exception {
    HttpResponse<String> answer =
        portal.post(
            "/api/generate",
            "{\"model\":\"nova-lite\",\"prompt\":\"Hi\",\"context\":[128006,882],\"stream\":%s}"
                .formatted(stream));
    assertThat(answer.statusCode()).isEqualTo(200);
    String told = "the context has no effect: it is none that this gateway gave, or it was changed";
    assertThat(answer.headers().firstValue(HEADER)).hasValue(told);
    assertThat(portal.requestLogWith(told)).contains("\"warnings\":[\"" + told);
    assertThat(answer.body()).contains("\"context\":[");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void contextThatIsLeftOut_isToldTheCaller_andTheLog(boolean stream) throws Exception {
    String prompt = "Hi " + "word ".repeat(stream ? 0 : 110_000) + noise(stream ? 40_000 : 0);
    HttpResponse<String> answer =
        portal.post(
            "/api/generate",
            "{\"model\":\"nova-lite\",\"prompt\":\"%s\",\"stream\":%s}".formatted(prompt, stream));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String told =
        "the answer has no context: the conversation has become too long to be carried in it";
    assertThat(answer.headers().firstValue(HEADER)).hasValue(told);
    assertThat(portal.requestLogWith(told)).contains("\"warnings\":[\"" + told + "\"]");
    assertThat(answer.body()).doesNotContain("\"context\"");
  }

  private static String noise(int length) {
    return new Random(1)
        .ints(length, 'a', 'z')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({"/api/chat, true", "/v1/chat/completions, false", "/v1/messages, true"})
  void nothingToTell_isNoHeader(String path, boolean stream) throws Exception {
    HttpResponse<String> answer = portal.post(path, body(path, stream, false));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue(HEADER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/responses, web_search, {\"type\":\"web_search\"}",
    "/v1/chat/completions, custom, {\"type\":\"custom\"}",
    "/v1/messages, web_search_20250305, {\"type\":\"web_search_20250305\"}",
  })
  void toolsThatAreLeftOut_areNamed_orRefusedWhereTheyMustBeCalled(
      String path, String tool, String definition) throws Exception {
    String asked =
        path.equals("/v1/responses")
            ? "\"input\":\"Hello.\""
            : "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]";
    String named = definition.replace("}", ",\"name\":\"" + tool + "\"}");
    String body = "{\"model\":\"llama3.3\"," + asked + ",\"tools\":[" + named + "]";

    HttpResponse<String> answer = portal.post(path, body + "}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue(HEADER).orElseThrow())
        .contains("the tool \"" + tool + "\" is left out");

    String choice =
        path.equals("/v1/messages") ? "{\"type\":\"tool\",\"name\":\"" + tool + "\"}" : definition;
    HttpResponse<String> refused = portal.post(path, body + ",\"tool_choice\":" + choice + "}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("tool_choice names the tool", tool, "is left out");
  }

  private static String sentence(String path) {
    return path.equals("/v1/messages") ? TOP_K : TEMPERATURE;
  }

  private static String body(String path, boolean stream, boolean strange) {
    String sampling =
        switch (path) {
          case "/v1/messages" -> ",\"max_tokens\":50,\"top_k\":7";
          case "/v1/chat/completions" -> ",\"temperature\":1.7";
          default -> ",\"options\":{\"temperature\":1.7,\"seed\":1}";
        };
    String rest = strange ? sampling : ",\"max_tokens\":50";
    String asked =
        path.equals("/api/generate")
            ? "\"prompt\":\"Hello.\""
            : "\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]";
    return "{\"model\":\"llama3.3\",\"stream\":" + stream + rest + "," + asked + "}";
  }
}
