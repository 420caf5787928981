package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.TickingClock;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.TextPieces;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerWritersTest {

  private static final ChatRequest CHAT = ChatRequest.of("claude", Message.user("Hi"));
  private static final GenerateRequest GENERATE = GenerateRequest.of("claude", "Hi");
  private static final Function<String, List<Integer>> LENGTH = text -> List.of(text.length());
  private static final TokenUsage USAGE = new TokenUsage(1, 3, 10, 100);
  private static final ChatContent.ToolUse CALL =
      new ChatContent.ToolUse("t1", "f", Map.of("a", "<"));

  @Test
  void chatLines_ofEveryKindOfContent() {
    AnswerWriter writer = OllamaApi.chatLines(CHAT, new TickingClock());
    assertThat(writer.contentType()).isEqualTo("application/x-ndjson");
    everything(writer);
    assertThat(text(writer))
        .isEqualTo(
            """
            {"model":"claude","created_at":"2026-11-23T10:00:00.003Z",\
            "message":{"role":"assistant","content":"","thinking":"Hmm"},"done":false}
            {"model":"claude","created_at":"2026-11-23T10:00:00.004Z",\
            "message":{"role":"assistant","content":"Hi \\u0026"},"done":false}
            {"model":"claude","created_at":"2026-11-23T10:00:00.005Z",\
            "message":{"role":"assistant","content":"","tool_calls":[{"id":"t1",\
            "function":{"index":0,"name":"f","arguments":{"a":"\\u003c"}}}]},"done":false}
            {"model":"claude","created_at":"2026-11-23T10:00:00.006Z",\
            "message":{"role":"assistant","content":"","tool_calls":[{"id":"t1",\
            "function":{"index":1,"name":"f","arguments":{"a":"\\u003c"}}}]},"done":false}
            {"model":"claude","created_at":"2026-11-23T10:00:00.008Z",\
            "message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
            "total_duration":7000000,"load_duration":1000000,"prompt_eval_count":111,"prompt_eval_cached_count":10,\
            "prompt_eval_duration":1000000,"eval_count":3,"eval_duration":5000000}
            """);
    writer.clear();
    assertThat(writer.ready().hasRemaining()).isFalse();
  }

  @Test
  void chatWhole_isOneObject_whenItEnds() {
    AnswerWriter writer = OllamaApi.chatWhole(CHAT, fixed());
    assertThat(writer.contentType()).isEqualTo("application/json; charset=utf-8");
    writer.start();
    content(writer);
    assertThat(writer.ready().hasRemaining()).isFalse();
    writer.end(end(StopReason.MAX_TOKENS, 0, false));
    assertThat(text(writer))
        .isEqualTo(
            """
            {"model":"claude","created_at":"2026-11-23T10:00:00Z",\
            "message":{"role":"assistant","content":"Hi \\u0026","thinking":"Hmm",\
            "tool_calls":[{"id":"t1","function":{"index":0,"name":"f",\
            "arguments":{"a":"\\u003c"}}},{"id":"t1","function":{"index":1,"name":"f",\
            "arguments":{"a":"\\u003c"}}}]},"done":true,"done_reason":"length",\
            "total_duration":1,"load_duration":1,"prompt_eval_count":111,"prompt_eval_cached_count":10,\
            "prompt_eval_duration":1,"eval_count":3,"eval_duration":1}""");
    writer.clear();
    assertThat(writer.ready().hasRemaining()).isFalse();
  }

  @Test
  void generateLines_leaveCallsOut_andGiveTheContext() {
    AnswerWriter writer = new GenerateLinesWriter("claude", new TickingClock(), LENGTH);
    assertThat(writer.contentType()).isEqualTo("application/x-ndjson");
    everything(writer);
    assertThat(text(writer))
        .isEqualTo(
            """
            {"model":"claude","created_at":"2026-11-23T10:00:00.003Z",\
            "response":"","thinking":"Hmm","done":false}
            {"model":"claude","created_at":"2026-11-23T10:00:00.004Z",\
            "response":"Hi \\u0026","done":false}
            {"model":"claude","created_at":"2026-11-23T10:00:00.006Z",\
            "response":"","done":true,"done_reason":"stop","context":[4],\
            "total_duration":5000000,"load_duration":1000000,"prompt_eval_count":111,"prompt_eval_cached_count":10,\
            "prompt_eval_duration":1000000,"eval_count":3,"eval_duration":3000000}
            """);
  }

  @Test
  void generateWhole_isOneObject_whenItEnds() {
    AnswerWriter writer = generateWhole();
    assertThat(writer.contentType()).isEqualTo("application/json; charset=utf-8");
    everything(writer);
    assertThat(text(writer))
        .isEqualTo(
            """
            {"model":"claude","created_at":"2026-11-23T10:00:00Z","response":"Hi \\u0026",\
            "thinking":"Hmm","done":true,"done_reason":"stop","context":[4],\
            "total_duration":1,"load_duration":1,"prompt_eval_count":111,"prompt_eval_cached_count":10,\
            "prompt_eval_duration":1,"eval_count":3,"eval_duration":1}""");
  }

  @Test
  void lines_withoutAnything_haveNoZeros() {
    AnswerWriter writer = new GenerateLinesWriter("claude", fixed(), text -> List.of());
    writer.end(new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, true));
    assertThat(text(writer))
        .isEqualTo(
            """
            {"model":"claude","created_at":"2026-11-23T10:00:00Z","response":"",\
            "done":true,"done_reason":"stop","total_duration":1,"load_duration":1,\
            "prompt_eval_duration":1,"eval_duration":1}
            """);
  }

  @Test
  void chatRecords_areOneForEachPiece() {
    List<ChatResponse> pieces = new ArrayList<>();
    everything(OllamaApi.chatRecords(CHAT, fixed(), pieces::add));
    Instant now = fixed().instant();
    ToolCall first = new ToolCall("t1", new ToolCall.Function(0, "f", Map.of("a", "<")));
    ToolCall second = new ToolCall("t1", new ToolCall.Function(1, "f", Map.of("a", "<")));
    assertThat(pieces)
        .containsExactly(
            piece(now, new Message("assistant", "", "Hmm", List.of(), List.of(), null, null)),
            piece(now, Message.assistant("Hi &")),
            piece(now, new Message("assistant", "", null, List.of(), List.of(first), null, null)),
            piece(now, new Message("assistant", "", null, List.of(), List.of(second), null, null)),
            new ChatResponse(
                "claude",
                now,
                Message.assistant(""),
                true,
                "stop",
                new Metrics(1, 1, 111, 10, 1, 3, 1)));
  }

  @Test
  void generateRecords_areOneForEachPiece() {
    List<GenerateResponse> pieces = new ArrayList<>();
    everything(new GenerateRecords("claude", fixed(), LENGTH, pieces::add));
    Instant now = fixed().instant();
    assertThat(pieces)
        .containsExactly(
            new GenerateResponse("claude", now, "", "Hmm", false, null, List.of(), Metrics.NONE),
            new GenerateResponse("claude", now, "Hi &", null, false, null, List.of(), Metrics.NONE),
            new GenerateResponse(
                "claude",
                now,
                "",
                null,
                true,
                "stop",
                List.of(4),
                new Metrics(1, 1, 111, 10, 1, 3, 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, '\"prompt_eval_count\":101,\"prompt_eval_cached_count\":0,\"prompt_eval_duration\":1'",
    ", '\"prompt_eval_count\":101,\"prompt_eval_duration\":1'"
  })
  void cachedTokens_areToldWhereBedrockTellsThem(Integer cached, String told) {
    TokenUsage usage = new TokenUsage(1, 3, cached, 100);
    AnswerEnd end = new AnswerEnd(StopReason.END_TURN, null, Map.of(), usage, 0, true);
    for (AnswerWriter writer :
        List.of(OllamaApi.chatLines(CHAT, fixed()), OllamaApi.chatWhole(CHAT, fixed()))) {
      writer.text("Hi");
      writer.end(end);
      assertThat(text(writer)).contains(told);
    }
  }

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void doneReason_isLength_whereALimitCut(StopReason reason) {
    List<ChatResponse> pieces = new ArrayList<>();
    OllamaApi.chatRecords(CHAT, fixed(), pieces::add).end(end(reason, 0, true));
    boolean cut =
        reason == StopReason.MAX_TOKENS || reason == StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED;
    assertThat(pieces.get(0).doneReason()).isEqualTo(cut ? "length" : "stop");
  }

  @Test
  void metrics_ofAStreamedAnswer_startWithItsFirstPiece() {
    SettableClock clock = new SettableClock();
    List<ChatResponse> pieces = new ArrayList<>();
    AnswerSink sink = OllamaApi.chatRecords(CHAT, clock, pieces::add);
    clock.millis = 2;
    sink.start();
    clock.millis = 5;
    sink.start();
    clock.millis = 10;
    sink.reasoningSignature("sig");
    sink.toolUseStart(0, "t1", "f");
    sink.toolUseInput(0, "{}");
    sink.blockEnd();
    clock.millis = 25;
    sink.text("a");
    clock.millis = 40;
    sink.text("b");
    clock.millis = 60;
    sink.end(end(StopReason.END_TURN, 7, true));
    assertThat(pieces.get(2).metrics()).isEqualTo(metrics(60, 5, 20, 35));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "reasoning", "toolUse"})
  void metrics_firstPiece_isOfAnyKind(String kind) {
    for (boolean records : List.of(true, false)) {
      SettableClock clock = new SettableClock();
      ChatAccumulator whole = new ChatAccumulator();
      AnswerWriter lines = OllamaApi.chatLines(CHAT, clock);
      AnswerSink sink = records ? OllamaApi.chatRecords(CHAT, clock, whole) : lines;
      clock.millis = 10;
      switch (kind) {
        case "text" -> sink.text("a");
        case "reasoning" -> sink.reasoning("a");
        default -> sink.toolUse(0, CALL);
      }
      clock.millis = 30;
      sink.text("b");
      clock.millis = 50;
      sink.end(end(StopReason.END_TURN, 7, true));
      Metrics expected = new Metrics(50_000_000, 1, 111, 10, 10_000_000, 3, 40_000_000);
      if (records) {
        assertThat(whole.response().metrics()).isEqualTo(expected);
      } else {
        assertThat(text(lines))
            .contains("\"prompt_eval_duration\":10000000")
            .contains("\"eval_duration\":40000000");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 55", "20, 35, 20", "54, 1, 54", "55, 0, 55", "56, 0, 55"})
  void metrics_ofAWholeAnswer_takeWhatBedrockMeasured(long latencyMs, long promptEval, long eval) {
    SettableClock clock = new SettableClock();
    ChatAccumulator whole = new ChatAccumulator();
    AnswerSink sink = OllamaApi.chatRecords(CHAT, clock, whole);
    clock.millis = 5;
    sink.start();
    clock.millis = 60;
    sink.text("a");
    sink.end(end(StopReason.END_TURN, latencyMs, false));
    assertThat(whole.response().metrics()).isEqualTo(metrics(60, 5, promptEval, eval));
  }

  @ParameterizedTest
  @CsvSource({"8191, 8191", "8190, 8192", "8192, 8192", "0, 12"})
  void longText_isCutBetweenCharacters(int before, int firstLine) throws Exception {
    String text = "x".repeat(before) + "😀" + "y".repeat(10);
    AnswerWriter chat = OllamaApi.chatLines(CHAT, fixed());
    AnswerWriter generate = new GenerateLinesWriter("claude", fixed(), LENGTH);
    chat.text(text);
    generate.reasoning(text);
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder joined = new StringBuilder();
    for (String line : text(chat).split("\n")) {
      joined.append(mapper.readTree(line).at("/message/content").textValue());
    }
    assertThat(joined.toString()).isEqualTo(text);
    joined.setLength(0);
    for (String line : text(generate).split("\n")) {
      joined.append(mapper.readTree(line).at("/thinking").textValue());
    }
    assertThat(joined.toString()).isEqualTo(text);
    int first = text(chat).indexOf("\"},\"done\"") - text(chat).indexOf("content\":\"") - 10;
    assertThat(first).isEqualTo(firstLine);
  }

  @Test
  void longText_isInLinesThatSmallReadersTake() {
    AnswerWriter writer = OllamaApi.chatLines(CHAT, fixed());
    writer.text("\u0001".repeat(100_000));
    assertThat(text(writer).lines()).hasSize(13).allMatch(line -> line.length() < 64 * 1024);
    writer.clear();
    writer.text("x".repeat(2 * TextPieces.MAX_CHARS));
    assertThat(text(writer).lines()).hasSize(2);
  }

  @Test
  void wholeAnswer_tellsWhenTheModelWasAsked() {
    SettableClock clock = new SettableClock();
    AnswerWriter writer = OllamaApi.chatWhole(CHAT, clock);
    clock.millis = 5;
    writer.start();
    clock.millis = 60;
    writer.end(end(StopReason.END_TURN, 20, false));
    assertThat(text(writer))
        .contains(
            "\"total_duration\":60000000,\"load_duration\":5000000,\"prompt_eval_count\":111,\"prompt_eval_cached_count\":10,"
                + "\"prompt_eval_duration\":35000000,\"eval_count\":3,\"eval_duration\":20000000");
  }

  @Test
  void failure_isALine_behindWhatCame() {
    AnswerWriter writer = OllamaApi.chatLines(CHAT, fixed());
    writer.text("a");
    writer.fail(CallException.badAnswer("it <broke>"));
    assertThat(text(writer).lines())
        .hasSize(2)
        .last()
        .isEqualTo("{\"error\":\"it \\u003cbroke\\u003e\"}");
    assertThat(text(writer)).endsWith("}\n");
  }

  @Test
  void failure_takesThePlaceOfAWholeAnswer() {
    AnswerWriter writer = OllamaApi.chatWhole(CHAT, fixed());
    writer.text("a");
    writer.fail(CallException.badAnswer("it broke"));
    assertThat(text(writer)).isEqualTo("{\"error\":\"it broke\"}");
  }

  @Test
  void failedSerialisation_leavesNothingBehind() {
    AnswerWriter writer = OllamaApi.chatLines(CHAT, fixed());
    writer.text("a");
    String before = text(writer);
    ChatContent.ToolUse unwritable =
        new ChatContent.ToolUse("t2", "f", Map.of("a", List.of(1, new Object())));
    assertThatThrownBy(() -> writer.toolUse(0, unwritable))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(text(writer)).isEqualTo(before);
    writer.toolUse(1, CALL);
    assertThat(text(writer)).startsWith(before).contains("\"index\":0");
  }

  @Test
  void failedClock_leavesNothingOfALongTextBehind() {
    FailingClock clock = new FailingClock(4);
    AnswerWriter writer = OllamaApi.chatLines(CHAT, clock);
    writer.text("a");
    String before = text(writer);
    assertThatThrownBy(() -> writer.text("x".repeat(3 * TextPieces.MAX_CHARS)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(text(writer)).isEqualTo(before);
    writer.fail(CallException.badAnswer("it broke"));
    assertThat(text(writer)).isEqualTo(before + "{\"error\":\"it broke\"}\n");
  }

  @Test
  void failedContext_leavesNothingBehind() {
    AnswerWriter writer =
        new GenerateLinesWriter(
            "claude",
            fixed(),
            text -> {
              throw new IllegalStateException("no context");
            });
    writer.text("a");
    String before = text(writer);
    assertThatThrownBy(() -> writer.end(end(StopReason.END_TURN, 0, true)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(text(writer)).isEqualTo(before);
  }

  @Test
  void callTooLongForALine_isASentence_andNothingElse() {
    AnswerWriter writer = OllamaApi.chatLines(CHAT, fixed());
    writer.text("a");
    String before = text(writer);
    String longest = "x".repeat(LinesWriter.MAX_LINE);
    assertThatThrownBy(
            () -> writer.toolUse(0, new ChatContent.ToolUse("t1", "f", Map.of("a", longest))))
        .isInstanceOfSatisfying(
            CallException.class, e -> assertThat(e.kind()).isEqualTo(CallException.Kind.BAD_ANSWER))
        .hasMessage("a part of the answer is too long for a line");
    assertThat(text(writer)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"'', load", "0, unload", "5m, load", "-1, load"})
  void whatAsksNothing_isLoadedOrUnloaded(String keepAlive, String reason) {
    String body =
        "{\"model\": \"claude\"%s}"
            .formatted(keepAlive.isEmpty() ? "" : ", \"keep_alive\": \"" + keepAlive + "\"");
    if (keepAlive.equals("0") || keepAlive.equals("-1")) {
      body = body.replace("\"" + keepAlive + "\"", keepAlive);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Instant now = fixed().instant();
    List<Object> heard = new ArrayList<>();
    ChatRequest chat = OllamaApi.readChat(bytes);
    GenerateRequest generate = OllamaApi.readGenerate(bytes);
    List.of(
            OllamaApi.chatRecords(chat, fixed(), heard::add),
            OllamaApi.chatRecord(chat, fixed(), heard::add))
        .forEach(sink -> sink.end(end(StopReason.END_TURN, 0, false)));
    ChatResponse loaded =
        new ChatResponse("claude", now, Message.assistant(""), true, reason, Metrics.NONE);
    assertThat(heard).containsExactly(loaded, loaded);
    heard.clear();
    List.of(
            OllamaApi.generateRecords(generate, fixed(), heard::add),
            OllamaApi.generateRecord(generate, fixed(), heard::add))
        .forEach(sink -> sink.end(end(StopReason.END_TURN, 0, false)));
    GenerateResponse prompted =
        new GenerateResponse("claude", now, "", null, true, reason, List.of(), Metrics.NONE);
    assertThat(heard).containsExactly(prompted, prompted);
    AnswerWriter writer = OllamaApi.chatLines(chat, fixed());
    writer.end(end(StopReason.END_TURN, 0, false));
    assertThat(writer.contentType()).startsWith("application/json");
    assertThat(text(writer)).endsWith("\"done\":true,\"done_reason\":\"" + reason + "\"}");
  }

  private static AnswerWriter generateWhole() {
    GenerateAccumulator whole = new GenerateAccumulator();
    return new WholeWriter(new GenerateRecords("claude", fixed(), LENGTH, whole), whole::response);
  }

  @Test
  void accumulator_joinsPieces_andTellsHowFarTheyAre() {
    ChatAccumulator chat = new ChatAccumulator();
    assertThat(chat.isDone()).isFalse();
    assertThatThrownBy(chat::response)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no piece of an answer has come");
    AnswerSink sink = OllamaApi.chatRecords(CHAT, fixed(), chat);
    sink.reasoning("H");
    sink.reasoning("m");
    sink.text("a");
    sink.text("b");
    assertThat(chat.isDone()).isFalse();
    assertThat(chat.response())
        .isEqualTo(
            piece(
                fixed().instant(),
                new Message("assistant", "ab", "Hm", List.of(), List.of(), null, null)));
    sink.toolUse(0, CALL);
    sink.toolUse(1, CALL);
    sink.end(end(StopReason.END_TURN, 0, true));
    assertThat(chat.isDone()).isTrue();
    assertThat(chat.response().message().toolCalls()).hasSize(2);
    assertThat(chat.response().doneReason()).isEqualTo("stop");
  }

  @Test
  void generateAccumulator_joinsPieces_andTellsHowFarTheyAre() {
    GenerateAccumulator generate = new GenerateAccumulator();
    assertThat(generate.isDone()).isFalse();
    assertThatThrownBy(generate::response)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no piece of an answer has come");
    AnswerSink sink = new GenerateRecords("claude", fixed(), LENGTH, generate);
    sink.text("a");
    assertThat(generate.isDone()).isFalse();
    assertThat(generate.response().thinking()).isNull();
    sink.reasoning("H");
    sink.reasoning("m");
    sink.text("b");
    sink.end(end(StopReason.END_TURN, 0, true));
    assertThat(generate.isDone()).isTrue();
    assertThat(generate.response())
        .isEqualTo(
            new GenerateResponse(
                "claude",
                fixed().instant(),
                "ab",
                "Hm",
                true,
                "stop",
                List.of(2),
                new Metrics(1, 1, 111, 10, 1, 3, 1)));
  }

  private static void everything(AnswerSink sink) {
    sink.start();
    content(sink);
    sink.end(end(StopReason.TOOL_USE, 0, true));
  }

  private static void content(AnswerSink sink) {
    sink.reasoning("Hmm");
    sink.reasoningSignature("sig");
    sink.blockEnd();
    sink.redactedReasoning("secret".getBytes(StandardCharsets.UTF_8));
    sink.blockEnd();
    sink.text("Hi &");
    sink.blockEnd();
    sink.toolUseStart(3, "t1", "f");
    sink.toolUseInput(3, "{\"a\":\"<\"}");
    sink.toolUse(3, CALL);
    sink.blockEnd();
    sink.toolUse(5, CALL);
    sink.blockEnd();
  }

  private static AnswerEnd end(StopReason reason, long latencyMs, boolean streamed) {
    return new AnswerEnd(reason, null, Map.of(), USAGE, latencyMs, streamed);
  }

  private static ChatResponse piece(Instant now, Message message) {
    return new ChatResponse("claude", now, message, false, null, Metrics.NONE);
  }

  private static Metrics metrics(long total, long load, long promptEval, long eval) {
    return new Metrics(
        total * 1_000_000,
        load * 1_000_000,
        111,
        10,
        Math.max(1, promptEval * 1_000_000),
        3,
        Math.max(1, eval * 1_000_000));
  }

  private static String text(AnswerWriter writer) {
    return StandardCharsets.UTF_8.decode(writer.ready()).toString();
  }

  private static Clock fixed() {
    return Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
  }

  /** A clock that stands still until it is set. */
  private static class SettableClock extends Clock {
    long millis;

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("tests read instants only");
    }
  }

  /** A clock that can be read a number of times. */
  private static final class FailingClock extends SettableClock {
    private int left;

    FailingClock(int times) {
      left = times;
    }

    @Override
    public Instant instant() {
      if (left-- == 0) {
        throw new IllegalStateException("the clock has stopped");
      }
      return super.instant();
    }
  }
}
