package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerStreamTest {

  private static final TokenUsage USAGE = new TokenUsage(11, 3, 100, 50);
  private static final Metadata METADATA = new Metadata(USAGE, 250);
  private static final AnswerShape JSON =
      new AnswerShape(Map.of(), null, JsonText.OBJECT_OR_ARRAY, true);
  private static final AnswerShape ANSWER_TOOL =
      new AnswerShape(Map.of(), "answer", JsonText.NONE, true);

  private final AnswerLog log = new AnswerLog();

  @Test
  void blocks_passInOrder_eachWithItsEnd() {
    AnswerStream stream =
        run(
            AnswerShape.PLAIN,
            new MessageStart(),
            new ReasoningDelta(0, "Hmm"),
            new ReasoningDelta(0, ""),
            new SignatureDelta(0, "sig"),
            new ContentBlockStop(0),
            new RedactedDelta(1, bytes("secret")),
            new ContentBlockStop(1),
            new TextDelta(2, "Let me look."),
            new TextDelta(2, ""),
            new ContentBlockStop(2),
            new ToolUseStart(3, "t1", "weather"),
            new ToolUseDelta(3, "{\"ci"),
            new ToolUseDelta(3, "ty\":\"Rome\"}"),
            new ContentBlockStop(3),
            new MessageStop(StopReason.TOOL_USE),
            METADATA);
    assertThat(log.calls)
        .containsExactly(
            "reasoning Hmm",
            "signature sig",
            "block end",
            "redacted secret",
            "block end",
            "text Let me look.",
            "block end",
            "start 0 t1 weather",
            "input 0 {\"ci",
            "input 0 ty\":\"Rome\"}",
            "call 0 t1 weather {city=Rome}",
            "block end",
            "end TOOL_USE");
    assertThat(stream.end())
        .isEqualTo(new AnswerEnd(StopReason.TOOL_USE, null, Map.of(), USAGE, 250, true));
  }

  @Test
  void answerToolThatALimitCut_isStillTheAnswer() {
    new AnswerStream(new AnswerShape(Map.of(), "answer", AnswerShape.JsonText.OBJECT, true), log)
        .onResponse(
            new ConverseResponse(
                List.of(new ContentBlock.ToolUse("t1", "answer", Map.of("city", "Rome"))),
                StopReason.MAX_TOKENS,
                USAGE,
                250));
    assertThat(log.calls).contains("text {\"city\":\"Rome\"}", "end MAX_TOKENS");
  }

  @Test
  void wholeAnswerThatALimitCut_keepsTheCallsWithArguments() {
    for (StopReason reason :
        List.of(StopReason.MAX_TOKENS, StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED)) {
      log.calls.clear();
      new AnswerStream(AnswerShape.PLAIN, log)
          .onResponse(
              new ConverseResponse(
                  List.of(
                      new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Rome")),
                      new ContentBlock.ToolUse("t2", "weather", Map.of())),
                  reason,
                  USAGE,
                  250));
      assertThat(log.calls).contains("call 0 t1 weather {city=Rome}", "end " + reason);
      assertThat(log.calls).noneMatch(call -> call.startsWith("call 1"));
    }
  }

  @Test
  void wholeAnswer_passesAsItsPiecesWould() {
    AnswerStream stream = new AnswerStream(AnswerShape.PLAIN, log);
    assertThat(stream.end()).isNull();
    stream.onResponse(
        new ConverseResponse(
            List.of(
                new ContentBlock.ReasoningText("Hmm", "sig"),
                new ContentBlock.ReasoningText("Hmm", null),
                new ContentBlock.RedactedContent(bytes("secret")),
                new ContentBlock.Text("Let me look."),
                new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Rome")),
                new ContentBlock.ToolUse("t2", "now", Map.of())),
            StopReason.TOOL_USE,
            USAGE,
            250,
            Map.of("stop_sequence", "END")));
    assertThat(log.calls)
        .containsExactly(
            "reasoning Hmm",
            "signature sig",
            "block end",
            "reasoning Hmm",
            "block end",
            "redacted secret",
            "block end",
            "text Let me look.",
            "block end",
            "start 0 t1 weather",
            "input 0 {\"city\":\"Rome\"}",
            "call 0 t1 weather {city=Rome}",
            "block end",
            "start 1 t2 now",
            "input 1 {}",
            "call 1 t2 now {}",
            "block end",
            "end TOOL_USE");
    assertThat(stream.isDone()).isTrue();
    assertThat(stream.end())
        .isEqualTo(
            new AnswerEnd(
                StopReason.TOOL_USE, "END", Map.of("stop_sequence", "END"), USAGE, 250, false));
  }

  @Test
  void reasoning_thatTheCallerDoesNotWant_isHiddenWithItsProofs() {
    run(
        new AnswerShape(Map.of(), null, JsonText.NONE, false),
        new ReasoningDelta(0, "Hmm\ud83d"),
        new SignatureDelta(0, "sig"),
        new ContentBlockStop(0),
        new RedactedDelta(1, bytes("secret")),
        new ContentBlockStop(1),
        new TextDelta(2, "Yes"),
        new ContentBlockStop(2),
        new MessageStop(StopReason.END_TURN),
        METADATA);
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void emptyProofs_areNotPassedOn() {
    run(AnswerShape.PLAIN, new SignatureDelta(0, ""), new RedactedDelta(1, new byte[0]));
    assertThat(log.calls).isEmpty();
  }

  @Test
  void blockEnd_comesBeforeTheEnd_whereBedrockGaveNone() {
    run(AnswerShape.PLAIN, new TextDelta(0, "Yes"), new MessageStop(StopReason.END_TURN), METADATA);
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void blockEnd_isLeftOut_whereALimitCutTheBlock() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "write"),
        new ToolUseDelta(0, "{\"a\":\"once"),
        new ContentBlockStop(0),
        new MessageStop(StopReason.MAX_TOKENS),
        METADATA);
    assertThat(log.calls)
        .containsExactly("start 0 t1 write", "input 0 {\"a\":\"once", "end MAX_TOKENS");
  }

  @Test
  void end_tellsTheSequenceAndTheFieldsOfTheFamily() {
    AnswerStream stream = run(AnswerShape.PLAIN, new TextDelta(0, "Yes"));
    stream.onEvent(
        new MessageStop(StopReason.STOP_SEQUENCE, Map.of("stop_sequence", "END", "score", 1)));
    stream.onEnd();
    assertThat(stream.end())
        .isEqualTo(
            new AnswerEnd(
                StopReason.STOP_SEQUENCE,
                "END",
                Map.of("stop_sequence", "END", "score", 1),
                TokenUsage.NONE,
                0,
                true));
  }

  @Test
  void end_sequenceOfAnotherType_isNone() {
    AnswerStream stream = run(AnswerShape.PLAIN);
    stream.onEvent(new MessageStop(StopReason.STOP_SEQUENCE, Map.of("stop_sequence", 1)));
    stream.onEnd();
    assertThat(stream.end()).extracting(AnswerEnd::stopSequence).isNull();
  }

  @Test
  void state_followsTheEvents() {
    AnswerStream stream = run(AnswerShape.PLAIN, new TextDelta(0, "Yes"));
    assertThat(stream.isComplete()).isFalse();
    stream.onEvent(new MessageStop(StopReason.END_TURN));
    assertThat(stream.isComplete()).isTrue();
    assertThat(stream.isDone()).isFalse();
    assertThat(stream.end()).isNull();
    stream.onEvent(METADATA);
    assertThat(stream.isComplete()).isTrue();
    assertThat(stream.isDone()).isTrue();
    stream.onEvent(METADATA);
    stream.onEnd();
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void content_behindTheStop_isIgnored() {
    run(
        AnswerShape.PLAIN,
        new TextDelta(0, "Yes"),
        new MessageStop(StopReason.END_TURN),
        new TextDelta(1, "No"),
        new MessageStop(StopReason.MAX_TOKENS),
        METADATA,
        new TextDelta(1, "No"));
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void usage_beforeTheStop_counts() {
    AnswerStream stream = run(AnswerShape.PLAIN, METADATA, new MessageStop(StopReason.END_TURN));
    stream.onEnd();
    assertThat(stream.end())
        .isEqualTo(new AnswerEnd(StopReason.END_TURN, null, Map.of(), USAGE, 250, true));
  }

  @Test
  void end_withoutMessageStop_isAnError() {
    AnswerStream stream = run(AnswerShape.PLAIN, new TextDelta(0, "Yes"), METADATA);
    assertThatThrownBy(stream::onEnd)
        .isInstanceOf(CallException.class)
        .hasMessage(
            "the answer is incomplete: the stream ended, or the connection broke, before the model"
                + " had stopped; please try again");
    assertThat(log.calls).containsExactly("text Yes");
  }

  @ParameterizedTest
  @EnumSource(names = {"MALFORMED_TOOL_USE", "MALFORMED_MODEL_OUTPUT"})
  void malformedAnswer_isAnError(StopReason reason) {
    String what = reason == StopReason.MALFORMED_TOOL_USE ? "tool call" : "answer";
    AnswerStream stream = run(AnswerShape.PLAIN);
    assertThatThrownBy(() -> stream.onEvent(new MessageStop(reason)))
        .isInstanceOf(CallException.class)
        .hasMessage("the model gave a malformed " + what + "; please try again");
    assertThat(stream.isComplete()).isFalse();
  }

  @Test
  void events_ofUnknownBlocks_areIgnored() {
    run(
        AnswerShape.PLAIN,
        new ToolUseDelta(7, "{}"),
        new ContentBlockStop(7),
        new ToolUseStart(0, "t1", "f"),
        new ToolUseDelta(0, "{}"),
        new ContentBlockStop(0),
        new ToolUseDelta(0, "{}"),
        new ContentBlockStop(0),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls)
        .containsExactly("start 0 t1 f", "input 0 {}", "call 0 t1 f {}", "block end");
  }

  @Test
  @SuppressWarnings("NullAway") // What an adapter gives for a field that Bedrock left out.
  void toolUse_withoutNameOrId_isAnError() {
    String noName = "the model gave a tool call without a name; please try again";
    String noId = "the model gave a tool call without an id; please try again";
    assertThatThrownBy(() -> run(AnswerShape.PLAIN, new ToolUseStart(0, "t1", null)))
        .isInstanceOf(CallException.class)
        .hasMessage(noName);
    assertThatThrownBy(() -> run(AnswerShape.PLAIN, new ToolUseStart(0, "t1", "")))
        .hasMessage(noName);
    assertThatThrownBy(() -> run(ANSWER_TOOL, new ToolUseStart(0, null, "f")))
        .isInstanceOf(CallException.class)
        .hasMessage(noId);
    assertThatThrownBy(() -> run(AnswerShape.PLAIN, new ToolUseStart(0, "", "f"))).hasMessage(noId);
    assertThatThrownBy(() -> whole(new ContentBlock.ToolUse(null, "f", Map.of()))).hasMessage(noId);
    assertThatThrownBy(() -> whole(new ContentBlock.ToolUse("t1", null, Map.of())))
        .hasMessage(noName);
    assertThat(log.calls).isEmpty();
  }

  @Test
  void toolUse_hasTheCallersName() {
    run(
        new AnswerShape(Map.of("mcp_read", "mcp.read"), null, JsonText.NONE, true),
        new ToolUseStart(0, "t1", "mcp_read"),
        new ToolUseDelta(0, "{}"),
        new ContentBlockStop(0));
    assertThat(log.calls).contains("start 0 t1 mcp.read", "call 0 t1 mcp.read {}");
  }

  @Test
  void toolUse_ofAStringThatHoldsAnObject_isTheObject() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ToolUseDelta(0, " \"{\\\"city\\\":"),
        new ToolUseDelta(0, "\\\"Rome\\\"}\""),
        new ContentBlockStop(0));
    assertThat(log.calls)
        .containsExactly(
            "start 0 t1 f", "input 0 {\"city\":\"Rome\"}", "call 0 t1 f {city=Rome}", "block end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "42", "\"Rome\"", "{\"a\":", "{} {}"})
  void toolUse_ofAnythingButAnObject_isAnError(String input) {
    AnswerStream stream =
        run(
            AnswerShape.PLAIN,
            new ToolUseStart(0, "t1", "f"),
            new ToolUseDelta(0, input),
            new ContentBlockStop(0));
    assertThatThrownBy(() -> stream.onEvent(new MessageStop(StopReason.TOOL_USE)))
        .isInstanceOf(CallException.class)
        .hasMessage(
            "the model gave a tool call whose arguments are no JSON object; please try again");
    assertThat(log.calls).noneMatch(call -> call.startsWith("call") || call.startsWith("end"));
  }

  @Test
  void toolUse_nestedTooDeep_isTheSameErrorOnBothWays() {
    String message =
        "the model gave a tool call whose arguments are nested more than 200 levels deep; please"
            + " try again";
    for (int depth : List.of(201, 995, 1_000)) {
      Map<String, Object> deep = deep(depth);
      assertThatThrownBy(() -> whole(new ContentBlock.ToolUse("t1", "f", deep)))
          .isInstanceOf(CallException.class)
          .hasMessage(message);
      AnswerStream stream =
          run(
              AnswerShape.PLAIN,
              new ToolUseStart(0, "t1", "f"),
              new ToolUseDelta(0, "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1)),
              new ContentBlockStop(0));
      assertThatThrownBy(() -> stream.onEvent(new ToolUseStart(1, "t2", "f"))).hasMessage(message);
    }
    log.calls.clear();
    whole(new ContentBlock.ToolUse("t1", "f", deep(JsonObjects.MAX_DOCUMENT_DEPTH)));
    assertThat(log.calls).anyMatch(call -> call.startsWith("call 0 t1 f {a={a="));
  }

  @Test
  void toolUse_tooLong_isAnErrorAtOnce() {
    AnswerStream stream =
        run(
            AnswerShape.PLAIN,
            new ToolUseStart(0, "t1", "f"),
            new ToolUseDelta(0, "x".repeat(ToolArguments.MAX_LENGTH)));
    assertThatThrownBy(() -> stream.onEvent(new ToolUseDelta(0, "x")))
        .isInstanceOf(CallException.class)
        .hasMessageContaining("more than 4194304 characters");
    assertThatThrownBy(
            () ->
                whole(
                    new ContentBlock.ToolUse(
                        "t1", "f", Map.of("a", "x".repeat(ToolArguments.MAX_LENGTH)))))
        .hasMessageContaining("more than 4194304 characters");
  }

  @Test
  void toolUses_withoutArguments_areAllPassedOn_whenTheModelGoesOn() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ToolUseStart(1, "t2", "g"),
        new ContentBlockStop(0),
        new ContentBlockStop(1),
        new TextDelta(2, "So"));
    assertThat(log.calls)
        .containsExactly(
            "start 0 t1 f",
            "start 1 t2 g",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end",
            "input 1 {}",
            "call 1 t2 g {}",
            "block end",
            "text So");
  }

  @Test
  void toolUses_withoutArguments_areAllDropped_whenALimitCutThem() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ToolUseStart(1, "t2", "g"),
        new ContentBlockStop(0),
        new ContentBlockStop(1),
        new MessageStop(StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED));
    assertThat(log.calls).containsExactly("start 0 t1 f", "start 1 t2 g");
  }

  @Test
  void toolUse_thatWaits_isPassedOn_withWhateverComesNext() {
    List<ConverseStreamEvent> next =
        List.of(
            new TextDelta(1, "x"),
            new ReasoningDelta(1, "x"),
            new SignatureDelta(1, "x"),
            new RedactedDelta(1, bytes("x")),
            new ToolUseStart(1, "t2", "g"),
            new ToolUseDelta(1, "x"),
            new ToolUseStart(0, "t2", "g"));
    for (ConverseStreamEvent event : next) {
      log.calls.clear();
      run(AnswerShape.PLAIN, new ToolUseStart(0, "t1", "f"), new ContentBlockStop(0), event);
      assertThat(log.calls).startsWith("start 0 t1 f", "input 0 {}", "call 0 t1 f {}", "block end");
    }
  }

  @Test
  void toolUse_thatWaits_goesOnWaiting_untilAnotherBlockComes() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ContentBlockStop(0),
        new ContentBlockStop(0),
        new ToolUseDelta(0, "{}"),
        new TextDelta(0, "x"));
    assertThat(log.calls).containsExactly("start 0 t1 f", "text x");
  }

  @Test
  void toolUse_thatWaited_isPassedOn_howeverLateAnotherBlockComes() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ContentBlockStop(0),
        new TextDelta(0, "x"),
        new TextDelta(1, "y"));
    assertThat(log.calls)
        .containsExactly(
            "start 0 t1 f", "text x", "input 0 {}", "call 0 t1 f {}", "block end", "text y");
  }

  @Test
  void toolUse_blanksBeforeItsArguments_waitForThem() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ToolUseDelta(0, " "),
        new ToolUseDelta(0, "{"),
        new ToolUseDelta(0, "}"),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t2", "g"),
        new ToolUseDelta(1, " \n"),
        new ContentBlockStop(1),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls)
        .containsExactly(
            "start 0 t1 f",
            "input 0  {",
            "input 0 }",
            "call 0 t1 f {}",
            "block end",
            "start 1 t2 g",
            "input 1 {}",
            "call 1 t2 g {}",
            "block end");
  }

  @Test
  void toolUse_startedAnewInItsBlock_endsTheOneBefore() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "f"),
        new ToolUseDelta(0, "{\"a\":1}"),
        new ToolUseStart(0, "t2", "g"),
        new ToolUseDelta(0, "{\"b\":2}"),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls).contains("call 0 t1 f {a=1}", "call 1 t2 g {b=2}");
  }

  @Test
  void characters_cutInTwo_areJoined_inEveryKindOfBlock() {
    run(
        AnswerShape.PLAIN,
        new ReasoningDelta(0, "a\ud83d"),
        new ReasoningDelta(0, "\ude00"),
        new ContentBlockStop(0),
        new TextDelta(1, "b\ud83d"),
        new TextDelta(1, "\ude00"),
        new ContentBlockStop(1),
        new ToolUseStart(2, "t1", "f"),
        new ToolUseDelta(2, "{\"c\":\"\ud83d"),
        new ToolUseDelta(2, "\ude00\"}"),
        new ContentBlockStop(2));
    assertThat(log.calls)
        .containsExactly(
            "reasoning a",
            "reasoning 😀",
            "block end",
            "text b",
            "text 😀",
            "block end",
            "start 0 t1 f",
            "input 0 {\"c\":\"",
            "input 0 😀\"}",
            "call 0 t1 f {c=😀}",
            "block end");
  }

  @Test
  void characters_thatStayHalf_areReplaced_atTheEndOfTheirBlock() {
    run(
        AnswerShape.PLAIN,
        new ReasoningDelta(0, "a\ud83d"),
        new SignatureDelta(0, "sig"),
        new ContentBlockStop(0),
        new ReasoningDelta(1, "b\ud83d"),
        new ContentBlockStop(1),
        new TextDelta(2, "c\ud83d"),
        new ContentBlockStop(2),
        new ReasoningDelta(3, "d\ud83d"),
        new TextDelta(4, "e\ud83d"),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.calls)
        .containsExactly(
            "reasoning a",
            "reasoning \ufffd",
            "signature sig",
            "block end",
            "reasoning b",
            "reasoning \ufffd",
            "block end",
            "text c",
            "text \ufffd",
            "block end",
            "reasoning d",
            "text e",
            "text \ufffd",
            "reasoning \ufffd",
            "block end");
  }

  @Test
  void contentFilter_isToldInTheText() {
    String sentence = "text [The answer was withheld by a content filter of Amazon Bedrock.]";
    run(AnswerShape.PLAIN, new TextDelta(0, "Yes"), new MessageStop(StopReason.CONTENT_FILTERED));
    assertThat(log.calls).containsExactly("text Yes", sentence, "block end");
    log.calls.clear();
    run(AnswerShape.PLAIN, new MessageStop(StopReason.GUARDRAIL_INTERVENED));
    assertThat(log.calls).containsExactly(sentence, "block end");
    log.calls.clear();
    run(
        AnswerShape.PLAIN,
        new TextDelta(0, "No"),
        new MessageStop(StopReason.GUARDRAIL_INTERVENED));
    assertThat(log.calls).containsExactly("text No", "block end");
    log.calls.clear();
    run(JSON, new TextDelta(0, "No"), new MessageStop(StopReason.GUARDRAIL_INTERVENED));
    assertThat(log.calls).containsExactly("text No", "block end");
    log.calls.clear();
    run(JSON, new TextDelta(0, "No"), new MessageStop(StopReason.CONTENT_FILTERED));
    assertThat(log.calls).containsExactly("text No", sentence, "block end");
  }

  @Test
  void json_isTakenOutOfTheText() {
    run(
        JSON,
        new TextDelta(0, "See [1]: {\"answer\":"),
        new TextDelta(0, "42}"),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.calls).containsExactly("text {\"answer\":42}", "block end");
  }

  @Test
  void json_missing_isAnError_unlessTheModelCallsATool() {
    assertThatThrownBy(
            () -> run(JSON, new TextDelta(0, "No"), new MessageStop(StopReason.END_TURN)))
        .isInstanceOf(CallException.class)
        .hasMessage("the model gave no JSON although it was asked for; please try again");
    log.calls.clear();
    run(
        JSON,
        new TextDelta(0, "Let me look."),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t1", "f"),
        new ToolUseDelta(1, "{}"),
        new ContentBlockStop(1),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls)
        .containsExactly(
            "start 0 t1 f",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end",
            "text Let me look.",
            "block end");
  }

  @Test
  void json_missing_isNoError_whenALimitCutTheAnswer() {
    run(JSON, new TextDelta(0, "So: {\"a\":"), new MessageStop(StopReason.MAX_TOKENS));
    assertThat(log.calls).containsExactly("text {\"a\":");
  }

  @Test
  void answerTool_inputIsTheText() {
    run(
        ANSWER_TOOL,
        new TextDelta(0, "Here it is {}:"),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t1", "answer"),
        new ToolUseDelta(1, "{\"a"),
        new ToolUseDelta(1, "\":1}"),
        new ContentBlockStop(1),
        new TextDelta(2, "Done {\"b\":2}."),
        new ContentBlockStop(2),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls).containsExactly("text {\"a", "text \":1}", "block end");
  }

  @Test
  void answerTool_inputOfAString_isTheObjectInIt() {
    run(
        ANSWER_TOOL,
        new ToolUseStart(0, "t1", "answer"),
        new ToolUseDelta(0, "\"{\\\"a\\\":1}"),
        new ToolUseDelta(0, "\""),
        new ContentBlockStop(0),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls).containsExactly("text {\"a\":1}", "block end");
  }

  @Test
  void answerTool_calledTwice_givesItsFirstInput() {
    run(
        ANSWER_TOOL,
        new ToolUseStart(0, "t1", "answer"),
        new ToolUseDelta(0, "{\"a\":1}"),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t2", "answer"),
        new ToolUseDelta(1, "{\"a\":2}"),
        new ContentBlockStop(1),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls).containsExactly("text {\"a\":1}", "block end");
  }

  @Test
  void answerTool_besideACallersTool_takesNoPlaceAmongTheCalls() {
    run(
        ANSWER_TOOL,
        new ToolUseStart(0, "t1", "answer"),
        new ToolUseDelta(0, "{}"),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t2", "f"),
        new ToolUseDelta(1, "{}"),
        new ContentBlockStop(1));
    assertThat(log.calls).contains("text {}", "call 0 t2 f {}");
  }

  @Test
  void answerTool_withBrokenInput_isAnError_notAnAnswer() {
    AnswerStream stream =
        run(
            ANSWER_TOOL,
            new ToolUseStart(0, "t1", "answer"),
            new ToolUseDelta(0, "{\"a\":oops}"),
            new ContentBlockStop(0));
    assertThatThrownBy(() -> stream.onEvent(new MessageStop(StopReason.TOOL_USE)))
        .isInstanceOf(CallException.class)
        .hasMessageContaining("are no JSON object");
  }

  @Test
  void answerTool_ofAWholeAnswer() {
    new AnswerStream(ANSWER_TOOL, log)
        .onResponse(
            new ConverseResponse(
                List.of(
                    new ContentBlock.Text("Here:"),
                    new ContentBlock.ToolUse("t1", "answer", Map.of("a", 1))),
                StopReason.TOOL_USE,
                USAGE,
                0));
    assertThat(log.calls).containsExactly("text {\"a\":1}", "block end", "end TOOL_USE");
  }

  @Test
  void answerTool_ignoredByTheModel_leavesTheJsonInTheText() {
    run(ANSWER_TOOL, new TextDelta(0, "So [{\"x\":0}]: {\"a\":1}"), new ContentBlockStop(0));
    assertThat(log.calls).isEmpty();
    run(
        ANSWER_TOOL,
        new TextDelta(0, "So [{\"x\":0}]: {\"a\":"),
        new TextDelta(0, "1}."),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.calls).containsExactly("text {\"a\":1}", "block end");
    log.calls.clear();
    run(
        new AnswerShape(Map.of(), "answer", JsonText.ARRAY, true),
        new TextDelta(0, "So {\"a\":1}: [{\"x\":0}]"),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.text()).isEqualTo("[{\"x\":0}]");
    assertThatThrownBy(
            () -> run(ANSWER_TOOL, new TextDelta(0, "No"), new MessageStop(StopReason.END_TURN)))
        .hasMessageContaining("no JSON");
  }

  @Test
  void answerTool_textBesideIt_isBounded() {
    AnswerStream stream = run(ANSWER_TOOL, new TextDelta(0, "x".repeat(JsonFinder.MAX_HELD)));
    assertThatThrownBy(() -> stream.onEvent(new TextDelta(0, "x")))
        .isInstanceOf(CallException.class)
        .hasMessageContaining("more than 1048576 characters");
    run(
        ANSWER_TOOL,
        new ToolUseStart(0, "t1", "answer"),
        new TextDelta(1, "x".repeat(JsonFinder.MAX_HELD + 1)));
  }

  @Test
  void file_inAWholeAnswer_isAnError() {
    List<ContentBlock> files =
        List.of(
            new ContentBlock.Image(ImageFormat.PNG, bytes("png")),
            new ContentBlock.Document("pdf", "a", bytes("pdf")));
    for (ContentBlock file : files) {
      assertThatThrownBy(() -> whole(file))
          .isInstanceOf(CallException.class)
          .hasMessage("the model answered with a file, which cannot be passed on");
    }
  }

  @Test
  void everyKindOfEvent_isHandled() {
    List<ConverseStreamEvent> events =
        List.of(
            new MessageStart(),
            new ToolUseStart(0, "t1", "f"),
            new ToolUseDelta(0, "{}"),
            new TextDelta(1, "x"),
            new ReasoningDelta(2, "x"),
            new SignatureDelta(2, "x"),
            new RedactedDelta(3, bytes("x")),
            new ContentBlockStop(0),
            new MessageStop(StopReason.END_TURN),
            METADATA);
    assertThat(kinds(events))
        .containsExactlyInAnyOrder(ConverseStreamEvent.class.getPermittedSubclasses());
    for (ConverseStreamEvent event : events) {
      assertThatCode(() -> new AnswerStream(AnswerShape.PLAIN, new AnswerLog()).onEvent(event))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyKindOfBlock_isHandled() {
    List<ContentBlock> blocks =
        List.of(
            new ContentBlock.Text("x"),
            new ContentBlock.Image(ImageFormat.PNG, bytes("png")),
            new ContentBlock.Document("pdf", "a", bytes("pdf")),
            new ContentBlock.ToolUse("t1", "f", Map.of("a", 1)),
            new ContentBlock.ToolResult("t1", List.of(), null),
            new ContentBlock.ReasoningText("x", null),
            new ContentBlock.RedactedContent(bytes("x")),
            new ContentBlock.CachePoint(null));
    assertThat(kinds(blocks))
        .containsExactlyInAnyOrder(ContentBlock.class.getPermittedSubclasses());
    for (ContentBlock block : blocks) {
      log.calls.clear();
      try {
        whole(block);
      } catch (CallException told) {
        assertThat(told.kind()).isEqualTo(CallException.Kind.BAD_ANSWER);
        continue;
      }
      boolean ofNoUse =
          block instanceof ContentBlock.ToolResult || block instanceof ContentBlock.CachePoint;
      assertThat(log.calls).hasSizeGreaterThan(ofNoUse ? 0 : 2);
    }
  }

  private static List<Class<?>> kinds(List<?> values) {
    return values.stream().map(Object::getClass).collect(Collectors.toList());
  }

  private AnswerStream run(AnswerShape shape, ConverseStreamEvent... events) {
    AnswerStream stream = new AnswerStream(shape, log);
    Arrays.stream(events).forEach(stream::onEvent);
    return stream;
  }

  private void whole(ContentBlock block) {
    new AnswerStream(AnswerShape.PLAIN, log)
        .onResponse(new ConverseResponse(List.of(block), StopReason.END_TURN, USAGE, 0));
  }

  private static Map<String, Object> deep(int depth) {
    Map<String, Object> deep = Map.of();
    for (int i = 1; i < depth; i++) {
      deep = Map.of("a", deep);
    }
    return deep;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
