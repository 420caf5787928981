package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConverseAnswerJsonTest {

  /** Members that no version of Bedrock has, of every type. */
  private static final String UNKNOWN =
      """
      "new":{"text":"x","deeper":[{"a":[1,{}]},null]},"newer":[[],"y",{"content":[]}],"n":null,\
      "count":12,"is":true""";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable ConverseStreamEvent event(String type, String json) {
    byte[] bytes = utf8("before" + json + "}after");
    return ConverseAnswerJson.readEvent(type, bytes, 6, utf8(json).length);
  }

  private static @Nullable ConverseStreamEvent delta(String delta) {
    return event("contentBlockDelta", "{\"delta\":" + delta + ",\"contentBlockIndex\":3}");
  }

  private static ConverseResponse response(String json) {
    return ConverseAnswerJson.readResponse(utf8(json), "r-1");
  }

  private static List<ContentBlock> content(String blocks) {
    return response(
            "{\"output\":{\"message\":{\"content\":" + blocks + "}},\"stopReason\":\"end_turn\"}")
        .content();
  }

  private static void assertCorrupt(ThrowingCallable reading, String sentence) {
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(reading)
        .withMessage(sentence)
        .satisfies(error -> assertThat(error.kind()).isEqualTo(Kind.CORRUPT));
  }

  private static String nested(String open, String close, int levels, String inside) {
    return open.repeat(levels) + inside + close.repeat(levels);
  }

  // Events

  @Test
  void textDelta_isRead() {
    assertThat(delta("{\"text\":\"Grüße \\ud83d\\ude00\"}"))
        .isEqualTo(new ConverseStreamEvent.TextDelta(3, "Grüße 😀"));
    assertThat(delta("{\"text\":\"\"}")).isEqualTo(new ConverseStreamEvent.TextDelta(3, ""));
  }

  @Test
  void toolUseDelta_isRead() {
    assertThat(delta("{\"toolUse\":{%s,\"input\":\"{\\\"a\\\":\"}}".formatted(UNKNOWN)))
        .isEqualTo(new ConverseStreamEvent.ToolUseDelta(3, "{\"a\":"));
    assertThat(delta("{\"toolUse\":{\"input\":\"1\",\"type\":\"x\"}}"))
        .isEqualTo(new ConverseStreamEvent.ToolUseDelta(3, "1"));
  }

  @Test
  void reasoningDelta_isRead() {
    assertThat(delta("{\"reasoningContent\":{%s,\"text\":\"so\"}}".formatted(UNKNOWN)))
        .isEqualTo(new ConverseStreamEvent.ReasoningDelta(3, "so"));
    assertThat(delta("{\"reasoningContent\":{\"signature\":\"s\"}}"))
        .isEqualTo(new ConverseStreamEvent.SignatureDelta(3, "s"));
    assertThat(delta("{\"reasoningContent\":{\"redactedContent\":\"AQI=\"}}"))
        .isInstanceOfSatisfying(
            ConverseStreamEvent.RedactedDelta.class,
            redacted -> {
              assertThat(redacted.contentBlockIndex()).isEqualTo(3);
              assertThat(redacted.data()).containsExactly(1, 2);
            });
  }

  @Test
  void citationDelta_isRead() {
    assertThat(
            delta(
                """
                {"citation":{"title":"T","location":{"documentPage":{"documentIndex":1,\
                "start":2,"end":3}}}}"""))
        .isEqualTo(
            new ConverseStreamEvent.CitationDelta(
                3, new Citation(Citation.Unit.PAGES, 1, 2, 3, "", "T")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "\"text\"",
        "{\"text\":null}",
        "{\"text\":7}",
        "{\"text\":{\"text\":\"x\"}}",
        "{\"toolUse\":\"x\"}",
        "{\"toolUse\":{}}",
        "{\"toolUse\":[{\"input\":\"x\"}]}",
        "{\"toolUse\":{\"input\":{\"a\":1}}}",
        "{\"reasoningContent\":[\"x\"]}",
        "{\"reasoningContent\":{}}",
        "{\"reasoningContent\":{\"text\":[],\"signature\":1,\"redactedContent\":null}}",
        "{\"citation\":[]}",
        "{\"video\":{\"text\":\"x\"}}",
      })
  void deltaOfNothingKnown_isNoEvent(String delta) {
    assertThat(delta(delta)).isNull();
  }

  @Test
  void delta_skipsWhatIsUnknown() {
    assertThat(
            event(
                "contentBlockDelta",
                "{%s,\"contentBlockIndex\":4,\"delta\":{%s,\"text\":\"a\"},\"p\":\"abc\"}"
                    .formatted(UNKNOWN, UNKNOWN)))
        .isEqualTo(new ConverseStreamEvent.TextDelta(4, "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"delta\":{\"text\":\"a\"}}",
        "{\"contentBlockIndex\":[9],\"delta\":{\"text\":\"a\"}}"
      })
  void deltaWithoutItsPlace_isOfTheFirstBlock(String json) {
    assertThat(event("contentBlockDelta", json))
        .isEqualTo(new ConverseStreamEvent.TextDelta(0, "a"));
  }

  @Test
  void start_ofATool_isRead() {
    ConverseStreamEvent expected = new ConverseStreamEvent.ToolUseStart(2, "t-1", "clock");
    assertThat(
            event(
                "contentBlockStart",
                """
                {%s,"contentBlockIndex":2,"start":{%s,"toolUse":{%s,"toolUseId":"t-1",\
                "name":"clock"}}}"""
                    .formatted(UNKNOWN, UNKNOWN, UNKNOWN)))
        .isEqualTo(expected);
    assertThat(
            event(
                "contentBlockStart",
                """
                {"start":{"toolUse":{"name":"clock","type":"other","toolUseId":"t-1"}},\
                "contentBlockIndex":2}"""))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"start\":7}",
        "{\"start\":{}}",
        "{\"start\":{\"image\":{\"format\":\"png\"}}}",
        "{\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"type\":\"server_tool_use\"}}}",
      })
  void start_ofAnythingElse_isNoEvent(String json) {
    assertThat(event("contentBlockStart", json)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"toolUseId\":\"t\"}", "{\"name\":1,\"toolUseId\":\"t\"}"})
  void start_ofAToolWithoutAName_isRefused(String tool) {
    assertCorrupt(
        () -> event("contentBlockStart", "{\"start\":{\"toolUse\":" + tool + "}}"),
        "a tool call has no name");
  }

  @Test
  void toolWithoutAnId_hasNoneYet() {
    assertThat(event("contentBlockStart", "{\"start\":{\"toolUse\":{\"name\":\"n\"}}}"))
        .isEqualTo(new ConverseStreamEvent.ToolUseStart(0, "", "n"));
    assertThat(
            content("[{\"toolUse\":{\"name\":\"n\"}},{\"toolUse\":{\"name\":\"n\",\"input\":1}}]"))
        .containsExactly(
            new ContentBlock.ToolUse("", "n", Map.of()),
            new ContentBlock.ToolUse("", "n", Map.of(), "1"));
  }

  @Test
  void stop_isRead() {
    assertThat(event("contentBlockStop", "{%s,\"contentBlockIndex\":5}".formatted(UNKNOWN)))
        .isEqualTo(new ConverseStreamEvent.ContentBlockStop(5));
    assertThat(event("contentBlockStop", "{\"contentBlockIndex\":\"5\"}"))
        .isEqualTo(new ConverseStreamEvent.ContentBlockStop(0));
  }

  @Test
  void messageStart_isRead() {
    assertThat(event("messageStart", "{\"role\":\"assistant\"}"))
        .isEqualTo(new ConverseStreamEvent.MessageStart());
  }

  @Test
  void messageStop_isRead() {
    assertThat(
            event(
                "messageStop",
                """
                {%s,"stopReason":"tool_use","additionalModelResponseFields":{"stop":["a",null]}}"""
                    .formatted(UNKNOWN)))
        .isEqualTo(
            new ConverseStreamEvent.MessageStop(
                StopReason.TOOL_USE, Map.of("stop", Arrays.asList("a", null))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"stopReason\":\"bored\"}",
        "{\"stopReason\":7,\"additionalModelResponseFields\":[1]}",
        "{\"additionalModelResponseFields\":null}"
      })
  void messageStop_ofNothingKnown_stillStops(String json) {
    assertThat(event("messageStop", json))
        .isEqualTo(new ConverseStreamEvent.MessageStop(StopReason.UNKNOWN));
  }

  @Test
  void metadata_isRead() {
    assertThat(
            event(
                "metadata",
                """
                {%s,"usage":{%s,"inputTokens":1,"outputTokens":2,"totalTokens":3,\
                "cacheReadInputTokens":4,"cacheWriteInputTokens":5},\
                "metrics":{%s,"latencyMs":5000000000}}"""
                    .formatted(UNKNOWN, UNKNOWN, UNKNOWN)))
        .isEqualTo(new ConverseStreamEvent.Metadata(new TokenUsage(1, 2, 4, 5), 5_000_000_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"usage\":[],\"metrics\":\"x\"}",
        "{\"usage\":{},\"metrics\":{}}",
        "{\"usage\":{\"inputTokens\":\"1\",\"outputTokens\":null,\"cacheReadInputTokens\":1.5,"
            + "\"cacheWriteInputTokens\":[1]},\"metrics\":{\"latencyMs\":[7]}}"
      })
  void metadata_ofNothingKnown_isZero(String json) {
    assertThat(event("metadata", json))
        .isEqualTo(new ConverseStreamEvent.Metadata(TokenUsage.NONE, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"somethingNew", "", "ContentBlockDelta"})
  void eventOfAnotherName_isNoEvent(String type) {
    assertThat(event(type, "no JSON at all")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contentBlockDelta",
        "contentBlockStart",
        "contentBlockStop",
        "messageStop",
        "metadata"
      })
  void eventThatIsNoObject_isRefused(String type) {
    for (String json : new String[] {"", "[]", "7", "\"x\"", "{\"a\":", "{\"a\" 1}", "nul"}) {
      byte[] bytes = utf8(json);
      assertCorrupt(
          () -> ConverseAnswerJson.readEvent(type, bytes, 0, bytes.length),
          "the answer is no JSON");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "AQ", "A", "AQI=x"})
  void redactedContentThatIsNoBase64_isRefused(String data) {
    String redacted = "{\"reasoningContent\":{\"redactedContent\":\"" + data + "\"}}";
    if (data.equals("AQ")) {
      assertThat(delta(redacted)).isInstanceOf(ConverseStreamEvent.RedactedDelta.class);
    } else {
      assertCorrupt(() -> delta(redacted), "the answer is no JSON");
      assertCorrupt(() -> content("[" + redacted + "]"), "the answer is no JSON");
    }
  }

  @ParameterizedTest
  @CsvSource({"usage, inputTokens, 3000000000", "metrics, latencyMs, 10000000000000000000"})
  void numberThatNoCountHas_isRefused(String member, String count, String number) {
    assertCorrupt(
        () -> event("metadata", "{\"%s\":{\"%s\":%s}}".formatted(member, count, number)),
        "the answer is no JSON");
  }

  // Whole answers

  @Test
  void response_isRead() {
    ConverseResponse read =
        response(
            """
            {%s,"metrics":{"latencyMs":12},"usage":{"inputTokens":1,"outputTokens":2},
             "additionalModelResponseFields":{"z":1,"a":{"b":[]}},"stopReason":"max_tokens",
             "output":{%s,"message":{%s,"content":[{"text":"Hi"}],"role":"assistant"}}}"""
                .formatted(UNKNOWN, UNKNOWN, UNKNOWN));
    assertThat(read)
        .isEqualTo(
            new ConverseResponse(
                List.of(new ContentBlock.Text("Hi")),
                StopReason.MAX_TOKENS,
                new TokenUsage(1, 2, null, 0),
                12,
                Map.of("z", 1, "a", Map.of("b", List.of())),
                "r-1"));
    assertThat(read.additionalFields().keySet()).containsExactly("z", "a");
  }

  @Test
  void response_ofTheLeast_isRead() {
    assertThat(
            ConverseAnswerJson.readResponse(
                utf8("{\"output\":{\"message\":{}},\"stopReason\":\"\"}"), null))
        .isEqualTo(
            new ConverseResponse(
                List.of(), StopReason.UNKNOWN, TokenUsage.NONE, 0, Map.of(), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"stopReason\":\"end_turn\"}",
        "{\"output\":null}",
        "{\"output\":[{\"message\":{}}]}",
        "{\"output\":{}}",
        "{\"output\":{\"message\":\"x\"}}",
        "{\"output\":{\"other\":{\"content\":[]}}}"
      })
  void response_withoutOutput_isRefused(String json) {
    assertCorrupt(() -> response(json), "the answer has no output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stopReason\":null", ",\"stopReason\":[\"end_turn\"]"})
  void response_withoutItsReason_isRefused(String member) {
    assertCorrupt(
        () -> response("{\"output\":{\"message\":{}}" + member + "}"),
        "the answer does not say why it ends");
  }

  @Test
  void response_thatIsCutAnywhere_isRefused() {
    String whole =
        """
        {"output":{"message":{"content":[{"text":"a"},{"toolUse":{"toolUseId":"t","name":"n",\
        "input":{"x":[1,true,null]}}}]}},"stopReason":"end_turn","usage":{"inputTokens":1}}""";
    assertThat(response(whole).content()).hasSize(2);
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertCorrupt(() -> response(cut), "the answer is no JSON");
    }
  }

  @Test
  void blocks_areRead() {
    assertThat(
            content(
                """
                [{%s,"text":"a"},
                 {"reasoningContent":{%s,"reasoningText":{%s,"text":"so","signature":"s"}}},
                 {"reasoningContent":{"reasoningText":{}}},
                 {"toolUse":{%s,"input":{"b":1,"a":null},"name":"n","toolUseId":"t"}},
                 {"citationsContent":{"content":[{"text":"c"}],"citations":[]}}]"""
                    .formatted(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)))
        .containsExactly(
            new ContentBlock.Text("a"),
            new ContentBlock.ReasoningText("so", "s"),
            new ContentBlock.ReasoningText("", null),
            new ContentBlock.ToolUse("t", "n", JsonObjects.parse("{\"b\":1,\"a\":null}")),
            new ContentBlock.CitedText("c", List.of()));
  }

  @Test
  void redactedContent_isRead() {
    assertThat(content("[{\"reasoningContent\":{\"redactedContent\":\"AQI=\"}}]"))
        .singleElement()
        .isInstanceOfSatisfying(
            ContentBlock.RedactedContent.class,
            redacted -> assertThat(redacted.data()).containsExactly(1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "\"x\"",
        "{\"text\":[]}",
        "[{}]",
        "[null,7,\"x\",[{\"text\":\"x\"}]]",
        "[{\"text\":null},{\"text\":{\"text\":\"x\"}}]",
        "[{\"reasoningContent\":\"x\"},{\"reasoningContent\":{}}]",
        "[{\"reasoningContent\":{\"reasoningText\":[\"x\"]}}]",
        "[{\"reasoningContent\":{\"redactedContent\":[\"x\"]}}]",
        "[{\"video\":{\"text\":\"x\"}}]",
        "[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"type\":\"server_tool_use\"}}]"
      })
  void blocksOfNothingKnown_areLeftOut(String blocks) {
    assertThat(content(blocks)).isEmpty();
  }

  @Test
  void mistypedMember_leavesWhatWasThereBefore() {
    assertThat(content("[{\"text\":\"a\",\"text\":7}]"))
        .containsExactly(new ContentBlock.Text("a"));
    assertThat(
            content(
                "[{\"reasoningContent\":{\"reasoningText\":{\"text\":\"a\"},"
                    + "\"redactedContent\":7}}]"))
        .containsExactly(new ContentBlock.ReasoningText("a", null));
  }

  @Test
  void toolWithoutInput_hasNone() {
    assertThat(content("[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\"}}]"))
        .containsExactly(new ContentBlock.ToolUse("t", "n", Map.of()));
  }

  @Test
  void toolInputThatIsNoObject_isKeptAsBroken() {
    assertThat(content("[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":[1,\"a\"]}}]"))
        .containsExactly(new ContentBlock.ToolUse("t", "n", Map.of(), "[1,\"a\"]"));
  }

  @Test
  void toolWithoutAName_isRefused() {
    assertCorrupt(
        () -> content("[{\"toolUse\":{\"toolUseId\":\"t\"}}]"), "a tool call has no name");
  }

  @Test
  void values_keepTheirTypeAndPrecision() {
    ContentBlock.ToolUse tool =
        (ContentBlock.ToolUse)
            content(
                    """
                    [{"toolUse":{"toolUseId":"t","name":"n","input":{"s":"x","i":1,
                      "l":3000000000,"b":123456789012345678901234567890,
                      "d":0.1000000000000000000001,"e":1e2,"t":true,"f":false,"n":null,
                      "a":[[1],{"k":"v"}]}}}]""")
                .get(0);
    assertThat(tool.input())
        .containsEntry("s", "x")
        .containsEntry("i", 1)
        .containsEntry("l", 3_000_000_000L)
        .containsEntry("b", new BigInteger("123456789012345678901234567890"))
        .containsEntry("d", new BigDecimal("0.1000000000000000000001"))
        .containsEntry("e", new BigDecimal("1e2"))
        .containsEntry("t", true)
        .containsEntry("f", false)
        .containsEntry("n", null)
        .containsEntry("a", List.of(List.of(1), Map.of("k", "v")));
    assertThat(tool.input().keySet())
        .containsExactly("s", "i", "l", "b", "d", "e", "t", "f", "n", "a");
  }

  @ParameterizedTest
  @CsvSource({"'{\"a\":', '}'", "'[', ']'"})
  void documentNestedTooDeep_isRefused(String open, String close) {
    int most = JsonObjects.MAX_WIRE_DEPTH - 1;
    String fields = "{\"additionalModelResponseFields\":{\"a\":%s}}";
    assertThat(event("messageStop", fields.formatted(nested(open, close, most, "1"))))
        .isInstanceOf(ConverseStreamEvent.MessageStop.class);
    assertCorrupt(
        () -> event("messageStop", fields.formatted(nested(open, close, most + 1, "1"))),
        "a JSON document in it is nested more than " + (most + 1) + " levels deep");
  }

  @Test
  void toolInput_mayBeAsDeepAsADocument() {
    String tool = "[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\",\"input\":%s}}]";
    assertThat(content(tool.formatted(nested("{\"a\":", "}", 200, "1")))).hasSize(1);
    assertCorrupt(
        () -> content(tool.formatted(nested("[", "]", 501, "1"))),
        "a JSON document in it is nested more than 500 levels deep");
  }

  @Test
  void anythingNestedTooDeep_isRefused() {
    String deep = nested("[", "]", JsonObjects.MAX_DEPTH, "");
    assertCorrupt(
        () -> event("messageStop", "{\"unknown\":" + deep + "}"), "the answer is no JSON");
    String less = nested("[", "]", JsonObjects.MAX_DEPTH - 1, "");
    assertThat(event("messageStop", "{\"unknown\":" + less + "}"))
        .isInstanceOf(ConverseStreamEvent.MessageStop.class);
  }

  @Test
  void longText_isRead() {
    String text = "x".repeat(25_000_000);
    assertThat(delta("{\"text\":\"" + text + "\"}"))
        .isEqualTo(new ConverseStreamEvent.TextDelta(3, text));
  }

  // Counts and errors

  @Test
  void count_isRead() {
    assertThat(
            ConverseAnswerJson.readCountTokens(utf8("{%s,\"inputTokens\":7}".formatted(UNKNOWN))))
        .isEqualTo(7);
    assertThat(
            ConverseAnswerJson.readCountTokens(utf8("{\"inputTokens\":0,\"inputTokens\":\"1\"}")))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"inputTokens\":\"7\"}", "{\"inputTokens\":-1}", "{\"count\":7}"})
  void countThatIsMissing_isRefused(String json) {
    assertCorrupt(() -> ConverseAnswerJson.readCountTokens(utf8(json)), "the answer has no count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", "Message"})
  void errorsSentence_isRead(String member) {
    assertThat(
            ConverseAnswerJson.readErrorMessage(
                utf8("{%s,\"%s\":\"Too fast\",\"z\":1}".formatted(UNKNOWN, member))))
        .isEqualTo("Too fast");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"message\":null}",
        "{\"message\":[\"x\"]}",
        "<html>",
        "[]",
        "{\"a\":"
      })
  void errorWithoutASentence_hasNone(String body) {
    assertThat(ConverseAnswerJson.readErrorMessage(utf8(body))).isNull();
  }

  @Test
  void errorsName_isRead() {
    assertThat(
            ConverseAnswerJson.readErrorType(
                utf8("{%s,\"__type\":\"a#B\",\"message\":\"m\"}".formatted(UNKNOWN))))
        .isEqualTo("a#B");
    assertThat(ConverseAnswerJson.readErrorType(utf8("{\"message\":\"m\"}"))).isNull();
    assertThat(ConverseAnswerJson.readErrorType(utf8("<html>"))).isNull();
  }

  @Test
  void memberThatIsNull_countsAsMissing() {
    assertThat(
            content(
                """
                [{"text":"hi","reasoningContent":null,"citationsContent":null,"toolUse":null}]"""))
        .containsExactly(new ContentBlock.Text("hi"));
    assertThat(
            content(
                """
                [{"reasoningContent":{"redactedContent":"AQI=","reasoningText":null}}]"""))
        .singleElement()
        .isInstanceOf(ContentBlock.RedactedContent.class);
    assertThat(event("contentBlockStart", "{\"start\":{\"toolUse\":null}}")).isNull();
  }
}
