package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseAnswerJson;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the bytes that Bedrock sends, through the SDK, to our records. */
class SdkResponsesTest {

  private final FakeHttp http = new FakeHttp();
  private final SdkBedrockRuntime runtime = SdkBedrockRuntime.of(SdkClients.runtime(http));

  private CompletableFuture<ConverseResponse> converse(String body) {
    http.answer(200, body);
    return runtime.converse(Requests.HELLO, CallOptions.DEFAULT);
  }

  private ConverseResponse content(String... blocks) {
    return converse(
            "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
                + String.join(",", blocks)
                + "]}},\"stopReason\":\"end_turn\"}")
        .join();
  }

  private Heard stream(byte[]... frames) {
    http.stream(frames);
    Heard heard = new Heard();
    runtime.converseStream(Requests.HELLO, CallOptions.DEFAULT, heard);
    return heard;
  }

  @Test
  void usage_ofTheCache_isUnknownWhereBedrockDoesNotTell() {
    ConverseResponse response =
        converse(
                """
                {"output":{"message":{"role":"assistant","content":[]}},"stopReason":"end_turn",\
                "usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}""")
            .join();
    assertThat(response.usage()).isEqualTo(new TokenUsage(1, 2, null, 0));
  }

  @Test
  void wholeAnswer_hasEverything() {
    ConverseResponse response =
        converse(
                """
                {"output":{"message":{"role":"assistant","content":[\
                {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"c2ln"}}},\
                {"reasoningContent":{"redactedContent":"BQY="}},\
                {"text":"Hi"},\
                {"toolUse":{"toolUseId":"t1","name":"f","input":{"a":[1]}}}]}},\
                "stopReason":"tool_use",\
                "usage":{"inputTokens":1,"outputTokens":2,"totalTokens":10,\
                "cacheReadInputTokens":3,"cacheWriteInputTokens":4},\
                "metrics":{"latencyMs":55},\
                "additionalModelResponseFields":{"stop_sequence":"END"}}""")
            .join();
    assertThat(response.content()).hasSize(4);
    assertThat(response.content().get(0)).isEqualTo(new ContentBlock.ReasoningText("Hm.", "c2ln"));
    assertThat(((ContentBlock.RedactedContent) response.content().get(1)).data())
        .containsExactly(5, 6);
    assertThat(response.content().get(2)).isEqualTo(new ContentBlock.Text("Hi"));
    assertThat(response.content().get(3))
        .isEqualTo(new ContentBlock.ToolUse("t1", "f", Map.of("a", List.of(BigInteger.ONE))));
    assertThat(response.stopReason()).isEqualTo(StopReason.TOOL_USE);
    assertThat(response.usage()).isEqualTo(new TokenUsage(1, 2, 3, 4));
    assertThat(response.latencyMs()).isEqualTo(55);
    assertThat(response.additionalFields()).isEqualTo(Map.of("stop_sequence", "END"));
  }

  @Test
  void wholeAnswer_withLittle_hasDefaults() {
    ConverseResponse response =
        content("{\"reasoningContent\":{\"reasoningText\":{\"signature\":\"c2ln\"}}}");
    assertThat(response.content()).containsExactly(new ContentBlock.ReasoningText("", "c2ln"));
    assertThat(response.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(response.latencyMs()).isZero();
    assertThat(response.additionalFields()).isEmpty();
    assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
  }

  @Test
  void wholeAnswer_withUsageAndMetricsEmpty_countsNothing() {
    ConverseResponse response =
        converse(
                """
                {"output":{"message":{"role":"assistant","content":[]}},"stopReason":"new_reason",\
                "usage":{},"metrics":{}}""")
            .join();
    assertThat(response.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(response.latencyMs()).isZero();
    assertThat(response.stopReason()).isEqualTo(StopReason.UNKNOWN);
  }

  @Test
  void citedText_hasItsText() {
    assertThat(
            content(
                    """
                    {"citationsContent":{"content":[{"text":"See "},{"text":"page 2."}],\
                    "citations":[]}}""")
                .content())
        .containsExactly(new ContentBlock.CitedText("See page 2.", List.of()));
  }

  private static List<String> locations() {
    return List.of(
        "{\"documentChar\":{\"documentIndex\":1,\"start\":2,\"end\":3}}",
        "{\"documentPage\":{\"documentIndex\":1,\"start\":2,\"end\":3}}",
        "{\"documentChunk\":{\"documentIndex\":1,\"start\":2,\"end\":3}}",
        "{\"searchResultLocation\":{\"searchResultIndex\":1,\"start\":2,\"end\":3}}",
        "{\"searchResultLocation\":{}}",
        "{\"documentPage\":{}}",
        "{\"web\":{\"url\":\"https://example.com\"}}",
        "null");
  }

  private static String citation(String location) {
    return "{\"title\":\"Rome\",\"source\":\"https://example.com\",\"sourceContent\":[{\"text\":\"It was \"},{\"text\":\"built.\"}],"
        + "\"location\":"
        + location
        + "}";
  }

  @ParameterizedTest
  @MethodSource("locations")
  void citationsOfAWholeAnswer_areWhatOurOwnReaderReads(String location) {
    String body =
        """
        {"output":{"message":{"content":[{"citationsContent":{"content":[{"text":"a"}],\
        "citations":[%s]}}]}},"stopReason":"end_turn"}"""
            .formatted(citation(location));
    assertThat(converse(body).join().content())
        .isEqualTo(
            ConverseAnswerJson.readResponse(body.getBytes(StandardCharsets.UTF_8), null).content());
  }

  @ParameterizedTest
  @MethodSource("locations")
  void citationOfAStream_isWhatOurOwnReaderReads(String location) {
    String delta = "{\"contentBlockIndex\":2,\"delta\":{\"citation\":" + citation(location) + "}}";
    byte[] payload = delta.getBytes(StandardCharsets.UTF_8);
    ConverseStreamEvent event =
        ConverseAnswerJson.readEvent("contentBlockDelta", payload, 0, payload.length);
    assertThat(stream(Frames.event("contentBlockDelta", delta)).events())
        .isEqualTo(event == null ? List.of() : List.of(event));
  }

  @Test
  void block_ofBedrocksOwnTool_andUnknownOne_areLeftOut() {
    assertThat(
            content(
                    """
                    {"toolUse":{"toolUseId":"t1","name":"search","input":{},\
                    "type":"server_tool_use"}}""",
                    "{\"reasoningContent\":{}}",
                    "{\"hologram\":{}}",
                    "{\"text\":\"Hi\"}")
                .content())
        .containsExactly(new ContentBlock.Text("Hi"));
  }

  @Test
  void toolInput_asTextThatHoldsAnObject_isRead() {
    assertThat(
            content(
                    """
                    {"toolUse":{"toolUseId":"t1","name":"f","input":"{\\"city\\":\\"Rome\\"}"}}""",
                    "{\"toolUse\":{\"toolUseId\":\"t2\",\"name\":\"g\"}}")
                .content())
        .containsExactly(
            new ContentBlock.ToolUse("t1", "f", Map.of("city", "Rome")),
            new ContentBlock.ToolUse("t2", "g", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"Rome\"", "[1]", "7", "true", "null", "\"[1]\""})
  void toolInput_thatIsNoObject_isLeftAsItIs(String input) {
    assertThat(
            content("{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\",\"input\":" + input + "}}")
                .content())
        .containsExactly(new ContentBlock.ToolUse("t", "f", Map.of(), input));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                         | the answer has no output
          {"output":{},"stopReason":"end_turn"}                      | the answer has no output
          {"output":{"message":{"role":"assistant","content":[]}}}   | the answer does not say why it ends
          {"output":{"message":{"content":[{"toolUse":{"toolUseId":"t","input":{}}}]}},"stopReason":"tool_use"} | a tool call has no name
          <html> | the answer is no JSON
          """)
  void wholeAnswer_thatMakesNoSense_isCorrupt(String body, String words) {
    corrupt(body, words);
  }

  private void corrupt(String body, String words) {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> converse(body).join())
        .havingCause()
        .isInstanceOfSatisfying(
            BedrockException.class,
            error -> {
              assertThat(error.kind()).isEqualTo(BedrockException.Kind.CORRUPT);
              assertThat(error).hasMessage(words);
            });
  }

  @Test
  void stream_hasEveryEvent() {
    Heard heard =
        stream(
            Frames.event("messageStart", "{\"role\":\"assistant\"}"),
            Frames.event(
                "contentBlockDelta",
                """
                {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm."}}}"""),
            Frames.event(
                "contentBlockDelta",
                """
                {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"c2ln"}}}"""),
            Frames.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            Frames.text("Hi"),
            Frames.event(
                "contentBlockStart",
                """
                {"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}}"""),
            Frames.event(
                "contentBlockDelta",
                """
                {"contentBlockIndex":2,"delta":{"toolUse":{"input":"{}"}}}"""),
            Frames.event(
                "messageStop",
                """
                {"stopReason":"stop_sequence",\
                "additionalModelResponseFields":{"stop_sequence":"END"}}"""),
            Frames.event(
                "metadata",
                """
                {"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},\
                "metrics":{"latencyMs":9}}"""));
    assertThat(heard.events())
        .containsExactly(
            new ConverseStreamEvent.MessageStart(),
            new ConverseStreamEvent.ReasoningDelta(0, "Hm."),
            new ConverseStreamEvent.SignatureDelta(0, "c2ln"),
            new ConverseStreamEvent.ContentBlockStop(0),
            new ConverseStreamEvent.TextDelta(0, "Hi"),
            new ConverseStreamEvent.ToolUseStart(2, "t1", "f"),
            new ConverseStreamEvent.ToolUseDelta(2, "{}"),
            new ConverseStreamEvent.MessageStop(
                StopReason.STOP_SEQUENCE, Map.of("stop_sequence", "END")),
            new ConverseStreamEvent.Metadata(new TokenUsage(1, 2, null, 0), 9));
    assertThat(heard.calls).endsWith("read", "end").doesNotContain("error");
  }

  @Test
  void redactedThinking_isPassedOn() {
    Heard heard =
        stream(
            Frames.event(
                "contentBlockDelta",
                """
                {"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"BQY="}}}"""));
    ConverseStreamEvent.RedactedDelta delta =
        (ConverseStreamEvent.RedactedDelta) heard.events().get(0);
    assertThat(delta.contentBlockIndex()).isEqualTo(1);
    assertThat(delta.data()).containsExactly(5, 6);
  }

  @Test
  void event_withNothingForUs_isLeftOut() {
    Heard heard =
        stream(
            Frames.event("contentBlockStart", "{\"contentBlockIndex\":0}"),
            Frames.event("contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{}}"),
            Frames.event(
                "contentBlockStart",
                """
                {"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t","name":"search",\
                "type":"server_tool_use"}}}"""),
            Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0}"),
            Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{}}"),
            Frames.event(
                "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{}}}"),
            Frames.event(
                "contentBlockDelta",
                "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{}}}"),
            Frames.event("hologram", "{}"));
    assertThat(heard.calls).containsExactly("open", "end");
  }

  @Test
  void event_withLittle_hasDefaults() {
    assertThat(
            stream(
                    Frames.event("contentBlockStop", "{}"),
                    Frames.event("messageStop", "{}"),
                    Frames.event("metadata", "{}"))
                .events())
        .containsExactly(
            new ConverseStreamEvent.ContentBlockStop(0),
            new ConverseStreamEvent.MessageStop(StopReason.UNKNOWN),
            new ConverseStreamEvent.Metadata(TokenUsage.NONE, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"toolUseId\":\"t\"}", "{}"})
  void toolStart_withoutName_isCorrupt(String start) {
    Heard heard =
        stream(
            Frames.event(
                "contentBlockStart",
                "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":" + start + "}}"),
            Frames.text("never heard"));
    assertThat(heard.calls).containsExactly("open", "error");
    assertThat(heard.error.kind()).isEqualTo(BedrockException.Kind.CORRUPT);
    assertThat(heard.error).hasMessage("a tool call has no name");
  }

  @Test
  void tool_withoutAnId_hasNoneYet() {
    assertThat(content("{\"toolUse\":{\"name\":\"f\",\"input\":{}}}").content())
        .containsExactly(new ContentBlock.ToolUse("", "f", Map.of()));
  }

  @Test
  void toolStart_withoutAnId_hasNoneYet() {
    assertThat(
            stream(
                    Frames.event(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"name\":\"f\"}}}"))
                .events())
        .containsExactly(new ConverseStreamEvent.ToolUseStart(0, "", "f"));
  }

  @Test
  void invokedModel_givesItsBody() {
    http.answer(200, "{\"embedding\":[0.5]}", "X-Amzn-Bedrock-Input-Token-Count", "2");
    InvokeModelResponse response = invoke();
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"embedding\":[0.5]}");
    assertThat(response.inputTokenCount()).isEqualTo(2);
    FakeHttp.Sent sent = http.onlyOne();
    assertThat(sent.text()).isEqualTo("{\"inputText\":\"Hi\"}");
    assertThat(sent.head().encodedPath()).isEqualTo("/model/amazon.titan-embed-text-v2%3A0/invoke");
    assertThat(sent.head().firstMatchingHeader("Content-Type")).hasValue("application/json");
    assertThat(sent.head().firstMatchingHeader("Accept")).hasValue("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "-1", "1.5", "12345678901"})
  void invokedModel_withoutACountOfTokens_hasNone(String count) {
    http.answer(200, "{}", "x-amzn-bedrock-input-token-count", count);
    assertThat(invoke().inputTokenCount()).isZero();
  }

  @Test
  void invokedModel_thatTellsNoCountOfTokens_hasNone() {
    http.answer(200, "{}");
    assertThat(invoke().inputTokenCount()).isZero();
  }

  private InvokeModelResponse invoke() {
    byte[] body = "{\"inputText\":\"Hi\"}".getBytes(StandardCharsets.UTF_8);
    return runtime
        .invokeModel(
            new InvokeModelRequest("amazon.titan-embed-text-v2:0", body), CallOptions.DEFAULT)
        .join();
  }

  @Test
  void countedTokens_areGiven() {
    http.answer(200, "{\"inputTokens\":42}");
    assertThat(runtime.countTokens(Requests.HELLO, CallOptions.DEFAULT)).isCompletedWithValue(42);
    assertThat(http.onlyOne().head().encodedPath())
        .isEqualTo("/model/amazon.nova-lite-v1%3A0/count-tokens");
  }

  @Test
  void count_thatIsMissing_isCorrupt() {
    http.answer(200, "{}");
    assertThat(runtime.countTokens(Requests.HELLO, CallOptions.DEFAULT))
        .isCompletedExceptionally()
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .withMessage("the answer has no count");
  }
}
