package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.TickingClock;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.TextPieces;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatCompletionWritersTest {

  private static final TokenUsage USAGE = new TokenUsage(1, 3, 10, 100);

  private static String text(AnswerWriter writer) {
    return StandardCharsets.UTF_8.decode(writer.ready()).toString();
  }

  private static AnswerEnd end(StopReason reason) {
    return new AnswerEnd(reason, null, Map.of(), USAGE, 0, true);
  }

  private static void content(AnswerWriter writer) {
    writer.start();
    writer.reasoning("Hmm");
    writer.reasoningSignature("sig");
    writer.redactedReasoning(new byte[] {1});
    writer.blockEnd();
    writer.text("Hi <");
    writer.blockEnd();
    writer.toolUseStart(0, "t\"1", "f<");
    writer.toolUseInput(0, "{\"a\":");
    writer.toolUseInput(0, "1}");
    writer.toolUse(0, new ChatContent.ToolUse("t\"1", "f<", Map.of("a", 1)));
    writer.blockEnd();
    writer.toolUseStart(1, "t2", "g");
    writer.toolUseInput(1, "{}");
    writer.toolUse(1, new ChatContent.ToolUse(null, "g", Map.of()));
  }

  @Test
  void whole_isOneObject_whenItEnds() {
    AnswerWriter writer = new ChatCompletionWriter("chatcmpl-1", "m<", new TickingClock());
    assertThat(writer.contentType()).isEqualTo("application/json");
    content(writer);
    assertThat(text(writer)).isEmpty();
    writer.end(end(StopReason.TOOL_USE));
    assertThat(text(writer))
        .isEqualTo(
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1795428000,\
            "model":"m\\u003c","system_fingerprint":"fp_ollama","choices":[{"index":0,\
            "message":{"role":"assistant","content":"Hi \\u003c","reasoning":"Hmm",\
            "tool_calls":[{"id":"t\\"1","index":0,"type":"function","function":{"name":"f\\u003c",\
            "arguments":"{\\"a\\":1}"}},{"id":"","index":1,"type":"function","function":\
            {"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":\
            {"prompt_tokens":111,"prompt_tokens_details":{"cached_tokens":10},\
            "completion_tokens":3,"total_tokens":114}}
            """);
    writer.clear();
    assertThat(text(writer)).isEmpty();
  }

  @Test
  void whole_withNothingSaid_hasEmptyContent() {
    AnswerWriter writer = new ChatCompletionWriter("chatcmpl-1", "m", new TickingClock());
    writer.end(end(StopReason.END_TURN));
    assertThat(text(writer))
        .contains(
            "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"stop\"}");
  }

  @Test
  void whole_thatFailed_isTheError() {
    AnswerWriter writer = new ChatCompletionWriter("chatcmpl-1", "m", new TickingClock());
    writer.text("Hi");
    writer.fail(CallException.badAnswer("It broke"));
    assertThat(text(writer))
        .isEqualTo(
            """
            {"error":{"message":"It broke","type":"api_error","param":null,"code":null}}
            """);
  }

  @Test
  void chunks_ofEveryKindOfContent() {
    AnswerWriter writer = new ChatChunksWriter("chatcmpl-1", 7, "m<", false);
    assertThat(writer.contentType()).isEqualTo("text/event-stream");
    content(writer);
    writer.end(end(StopReason.TOOL_USE));
    String head =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":7,"
            + "\"model\":\"m\\u003c\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,"
            + "\"delta\":";
    assertThat(text(writer).replace(head, "~"))
        .isEqualTo(
            """
            ~{"role":"assistant","content":"","reasoning":"Hmm"},"finish_reason":null}]}

            ~{"content":"Hi \\u003c"},"finish_reason":null}]}

            ~{"content":"","tool_calls":[{"id":"t\\"1","index":0,"type":"function",\
            "function":{"name":"f\\u003c","arguments":""}}]},"finish_reason":null}]}

            ~{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":"}}]},\
            "finish_reason":null}]}

            ~{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]},"finish_reason":null}]}

            ~{"content":"","tool_calls":[{"id":"t2","index":1,"type":"function",\
            "function":{"name":"g","arguments":""}}]},"finish_reason":null}]}

            ~{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]},"finish_reason":null}]}

            ~{},"finish_reason":"tool_calls"}]}

            data: [DONE]

            """);
    writer.clear();
    assertThat(text(writer)).isEmpty();
  }

  @Test
  void chunks_tellTheUsageAtTheEnd_ifAsked() {
    AnswerWriter writer = new ChatChunksWriter("chatcmpl-1", 7, "m", true);
    writer.end(end(StopReason.END_TURN));
    assertThat(text(writer).split("\n\n"))
        .hasSize(4)
        .anySatisfy(
            chunk ->
                assertThat(chunk)
                    .endsWith(
                        "\"system_fingerprint\":\"fp_ollama\",\"choices\":[],\"usage\":"
                            + "{\"prompt_tokens\":111,\"prompt_tokens_details\":"
                            + "{\"cached_tokens\":10},\"completion_tokens\":3,"
                            + "\"total_tokens\":114}}"));
  }

  @Test
  void chunks_thatFailed_endWithTheError() {
    AnswerWriter writer = new ChatChunksWriter("chatcmpl-1", 7, "m", true);
    writer.text("Hi");
    writer.clear();
    writer.fail(CallException.badAnswer("It broke"));
    assertThat(text(writer))
        .isEqualTo(
            """
            data: {"error":{"message":"It broke","type":"api_error","param":null,"code":null}}

            """);
  }

  @Test
  void chunks_ofLongTexts_areSeveral() {
    AnswerWriter writer = new ChatChunksWriter("chatcmpl-1", 7, "m", false);
    writer.text("x".repeat(TextPieces.MAX_CHARS + 1));
    writer.toolUseInput(0, "y".repeat(TextPieces.MAX_CHARS + 1));
    assertThat(text(writer).split("\n\n"))
        .hasSize(4)
        .satisfies(
            chunks -> {
              assertThat(chunks[1]).contains("{\"content\":\"x\"}");
              assertThat(chunks[3]).contains("{\"arguments\":\"y\"}");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "END_TURN,             false, stop",
    "STOP_SEQUENCE,        false, stop",
    "END_TURN,             true,  tool_calls",
    "TOOL_USE,             false, stop",
    "MAX_TOKENS,           true,  length",
    "MODEL_CONTEXT_WINDOW_EXCEEDED, false, length",
    "CONTENT_FILTERED,     true,  content_filter",
    "GUARDRAIL_INTERVENED, false, content_filter",
    "UNKNOWN,              false, stop",
  })
  void finishReason_isOpenAis(StopReason reason, boolean calling, String expected) {
    assertThat(FinishReason.of(end(reason), calling)).isEqualTo(expected);
  }

  @Test
  void missingKey_isToldAsOpenAiDoes_whichClientsLookFor() {
    assertThat(OpenAiApi.requestErrorBody(new CallException(401, "No", null)))
        .asString()
        .isEqualTo(
            "{\"error\":{\"message\":\"No\",\"type\":\"invalid_request_error\","
                + "\"param\":null,\"code\":\"invalid_api_key\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error",
    "404, not_found_error",
    "413, api_error",
    "429, api_error",
    "503, api_error",
  })
  void error_isOfTheTypeThatOllamaGivesIt(int status, String type) {
    CallException error = new CallException(status, "No", null);
    String body = "{\"error\":{\"message\":\"No\",\"type\":\"%s\",\"param\":null,\"code\":null}}";
    assertThat(OpenAiApi.requestErrorBody(error)).asString().isEqualTo(body.formatted(type));
    assertThat(OpenAiApi.errorBody(error)).asString().isEqualTo(body.formatted(type) + "\n");
  }

  @Test
  void writer_isTheOneThatTheRequestWants() {
    ChatCompletionRequest streamed =
        OpenAiApi.readChatCompletion(
            "{\"model\":\"m\",\"stream\":true}".getBytes(StandardCharsets.UTF_8));
    AnswerWriter chunks = OpenAiApi.writer(streamed, new TickingClock());
    chunks.text("Hi");
    assertThat(text(chunks))
        .matches(
            "(?s)data: \\{\"id\":\"chatcmpl-\\d{1,3}\",\"object\":\"chat.completion.chunk\","
                + "\"created\":1795428000,\"model\":\"m\".*");
    AnswerWriter whole =
        OpenAiApi.writer(
            OpenAiApi.readChatCompletion("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8)),
            new TickingClock());
    whole.end(end(StopReason.END_TURN));
    assertThat(text(whole)).matches("(?s)\\{\"id\":\"chatcmpl-\\d{1,3}\",.*\"model\":\"m\".*");
  }
}
