package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked again, whichever API it is asked through: the caller sees one answer. */
@Timeout(60)
@OverEachTransport
class RetriesIT {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Usage USAGE = Usage.of(10, 5);
  private static final ModelReply MALFORMED =
      new ModelReply(List.of(), "malformed_tool_use", USAGE, null, null);
  private static final ModelReply ANSWER =
      new ModelReply(List.of(new Block.Text("Rome")), "end_turn", USAGE, null, null);

  private static Portal portal;

  @Parameter private Transport transport;

  @BeforeParameterizedClassInvocation
  static void start(Transport transport) {
    portal = Portal.withRetries(transport);
  }

  @BeforeEach
  void reset() {
    portal.bedrock().reset();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    portal.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/chat | {\"model\":\"claude-sonnet-4.5\",\"stream\":false,$HI}",
        "/api/chat | {\"model\":\"claude-sonnet-4.5\",\"stream\":true,$HI}",
        "/api/generate | {\"model\":\"claude-sonnet-4.5\",\"stream\":false,\"prompt\":\"Hi\"}",
        "/v1/chat/completions | {\"model\":\"claude-sonnet-4.5\",$HI}",
        "/v1/responses | {\"model\":\"claude-sonnet-4.5\",\"input\":\"Hi\"}",
        "/v1/messages | {\"model\":\"claude-sonnet-4.5\",\"max_tokens\":9,$HI}",
        "/v1/messages/count_tokens | {\"model\":\"claude-sonnet-4\",$HI}",
        "/api/embed | {\"model\":\"titan-embed-text-v2\",\"input\":\"a\"}",
        "/v1/embeddings | {\"model\":\"cohere-embed-v4\",\"input\":\"a\"}",
      })
  void connectionThatIsReset_isMadeAgain_asOftenAsThreeTimes(String path, String body)
      throws Exception {
    portal.bedrock().enqueue(Fault.RESET_BEFORE_HEADERS, Fault.RESET_BEFORE_HEADERS);
    HttpResponse<String> answer = portal.post(path, hi(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(asked()).isEqualTo(3);

    portal.bedrock().reset();
    portal
        .bedrock()
        .enqueue(
            Fault.RESET_BEFORE_HEADERS, Fault.RESET_BEFORE_HEADERS, Fault.RESET_BEFORE_HEADERS);
    HttpResponse<String> failure = portal.post(path, hi(body));
    assertThat(failure.statusCode()).as(failure.body()).isEqualTo(502);
    assertThat(failure.body()).contains("the connection to Amazon Bedrock broke");
    assertThat(asked()).isEqualTo(3);
  }

  /** The model has answered, and is paid for. */
  @Test
  void connectionThatBreaksWithinAWholeAnswer_isNotMadeAgain() throws Exception {
    portal.bedrock().enqueue(Fault.CUT_MID_FRAME);
    HttpResponse<String> answer = portal.post("/api/chat", Portal.chat("claude-sonnet-4.5", false));
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("the connection to Amazon Bedrock broke");
    assertThat(asked()).isOne();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void malformedAnswer_ofWhichNothingWasSeen_isAskedForOnceMore(boolean stream) throws Exception {
    for (String path :
        List.of("/api/chat", "/v1/chat/completions", "/v1/messages", "/v1/responses")) {
      portal.bedrock().reset();
      portal.bedrock().script(MALFORMED, ANSWER);
      HttpResponse<String> answer = portal.post(path, body(path, stream));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Rome").doesNotContain("malformed");
      assertThat(beginnings(answer.body())).isLessThanOrEqualTo(1);
      assertThat(asked()).isEqualTo(2);
      String id = answer.headers().firstValue("X-Bedrock-Request-Id").orElseThrow();
      assertThat(portal.requestLogWith(id)).contains("\"bedrock_request_id\":\"" + id + "\"");

      portal.bedrock().reset();
      portal.bedrock().script(MALFORMED, MALFORMED, ANSWER);
      HttpResponse<String> failure = portal.post(path, body(path, stream));
      assertThat(failure.statusCode()).as(failure.body()).isEqualTo(502);
      assertThat(failure.body()).contains("malformed tool call");
      assertThat(asked()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tokensOfTheMalformedAnswer_areCounted(boolean stream) throws Exception {
    portal.bedrock().script(MALFORMED, ANSWER);
    String answer = portal.post("/api/chat", Portal.chat("claude-sonnet-4.5", stream)).body();
    JsonNode last = MAPPER.readTree(answer.lines().reduce((first, second) -> second).orElseThrow());
    assertThat(last.path("prompt_eval_count").asInt()).isEqualTo(2 * USAGE.inputTokens());
    assertThat(last.path("eval_count").asInt()).isEqualTo(2 * USAGE.outputTokens());
  }

  @Test
  void emptyStream_isAskedForOnceMore() throws Exception {
    for (String path :
        List.of("/api/chat", "/v1/chat/completions", "/v1/messages", "/v1/responses")) {
      portal.bedrock().reset();
      portal.bedrock().enqueue(Fault.EMPTY_STREAM);
      HttpResponse<String> answer = portal.post(path, body(path, true));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello");
      assertThat(beginnings(answer.body())).isLessThanOrEqualTo(1);
      assertThat(asked()).isEqualTo(2);

      portal.bedrock().reset();
      portal.bedrock().enqueue(Fault.EMPTY_STREAM, Fault.EMPTY_STREAM);
      HttpResponse<String> failure = portal.post(path, body(path, true));
      assertThat(failure.statusCode()).as(failure.body()).isEqualTo(502);
      assertThat(failure.body()).contains("incomplete");
      assertThat(asked()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "5", "true", "\"hello\"", "null"})
  void toolInput_thatIsNoObject_isTheSameErrorWholeAndStreamed(String input) throws Exception {
    String tools =
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{}}}}]";
    for (boolean stream : new boolean[] {true, false}) {
      portal.bedrock().reset();
      portal.bedrock().script(ModelReply.toolUse("t1", "f", MAPPER.readTree(input)));
      HttpResponse<String> answer =
          portal.post(
              "/api/chat",
              hi("{\"model\":\"claude-sonnet-4.5\",\"stream\":" + stream + "," + tools + ",$HI}"));
      assertThat(answer.body())
          .contains("the model gave a tool call whose arguments are no JSON object")
          .doesNotContain("\"done\":true", "tool_calls");
      assertThat(answer.statusCode()).isEqualTo(502);
    }
  }

  private static long asked() {
    return portal.bedrock().report().requests().stream()
        .map(ReportedRequest::operation)
        .filter(List.of("Converse", "ConverseStream", "InvokeModel", "CountTokens")::contains)
        .count();
  }

  /** Events that only begin an answer; Ollama has none. */
  private static long beginnings(String body) {
    return body.lines()
        .filter(
            line ->
                line.equals("event: message_start")
                    || line.equals("event: response.created")
                    || (line.startsWith("data:") && line.contains("\"delta\":{\"role\"")))
        .count();
  }

  private static String body(String path, boolean stream) {
    String input = path.equals("/v1/responses") ? "\"input\":\"Hi\"" : "\"max_tokens\":9,$HI";
    return hi("{\"model\":\"claude-sonnet-4.5\",\"stream\":" + stream + "," + input + "}");
  }

  private static String hi(String body) {
    return body.replace("$HI", "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]");
  }
}
