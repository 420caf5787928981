package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls, as they come and when they are complete. */
class ToolUseStreamTest extends AnswerStreamFixture {

  @Test
  @SuppressWarnings("NullAway") // What an adapter gives for a field that Bedrock left out.
  void toolUse_withoutName_isAnError() {
    String noName = "the model gave a tool call without a name; please try again";
    assertThatThrownBy(() -> run(AnswerShape.PLAIN, new ToolUseStart(0, "t1", null)))
        .isInstanceOf(CallException.class)
        .hasMessage(noName);
    assertThatThrownBy(() -> run(AnswerShape.PLAIN, new ToolUseStart(0, "t1", "")))
        .hasMessage(noName);
    assertThatThrownBy(() -> whole(new ContentBlock.ToolUse("t1", null, Map.of())))
        .hasMessage(noName);
    assertThat(log.calls).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // What an adapter gives for a field that Bedrock left out.
  void toolUse_withoutAnId_getsOneOfOurs() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "", "f"),
        new ContentBlockStop(0),
        new ToolUseStart(1, null, "f"),
        new ContentBlockStop(1),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls.get(0)).matches("start 0 call_[a-z0-9]{8} f");
    assertThat(log.calls)
        .anyMatch(call -> call.matches("start 1 call_[a-z0-9]{8} f"))
        .anyMatch(call -> call.matches("call 0 call_[a-z0-9]{8} f \\{}"));
    log.calls.clear();
    whole(new ContentBlock.ToolUse("", "f", Map.of()));
    assertThat(log.calls.get(0)).matches("start 0 call_[a-z0-9]{8} f");
  }

  @Test
  void toolUse_hasTheCallersName() {
    run(
        AnswerShape.PLAIN.withTools(named("mcp_read", "mcp.read")),
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
  @ValueSource(strings = {"[1]", "5", "true", "null", "\"hello\""})
  void wholeToolUse_ofAnythingButAnObject_isTheSameError_asInPieces(String input) {
    assertThatThrownBy(() -> whole(new ContentBlock.ToolUse("t1", "f", Map.of(), input)))
        .isInstanceOf(CallException.class)
        .hasMessage(
            "the model gave a tool call whose arguments are no JSON object; please try again");
    assertThat(log.calls).noneMatch(call -> call.startsWith("call") || call.startsWith("end"));
  }

  @Test
  void wholeToolUse_thatALimitCut_isDropped_asInPieces() {
    new AnswerStream(AnswerShape.PLAIN, log)
        .onResponse(
            new ConverseResponse(
                List.of(new ContentBlock.ToolUse("t1", "f", Map.of(), "\"{\\\"city\\\":\"")),
                StopReason.MAX_TOKENS,
                USAGE,
                0));
    assertThat(log.calls).contains("end MAX_TOKENS").noneMatch(call -> call.startsWith("call"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1]", "5", "42", "true", "null", "\"Rome\"", "\"hello\"", "{\"a\":", "{} {}"})
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
  void toolUse_whoseKeysWereMapped_comesWholeWithTheCallersKeys() {
    AnswerShape shape = shaped(Map.of("f", Map.of("user_name_1", "user name")), false);
    run(
        shape,
        new ToolUseStart(0, "t1", "f"),
        new ToolUseDelta(0, "{\"user_name_1\":"),
        new ToolUseDelta(0, "\"Ann\",\"in\":[{\"user_name_1\":1}],\"b\":2}"),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t2", "g"),
        new ToolUseDelta(1, "{\"user_name_1\":"));
    assertThat(log.calls)
        .containsExactly(
            "start 0 t1 f",
            "input 0 {\"user name\":\"Ann\",\"in\":[{\"user name\":1}],\"b\":2}",
            "call 0 t1 f {user name=Ann, in=[{user name=1}], b=2}",
            "block end",
            "start 1 t2 g",
            "input 1 {\"user_name_1\":");
    log.calls.clear();

    new AnswerStream(shape, log)
        .onResponse(
            new ConverseResponse(
                List.of(new ContentBlock.ToolUse("t1", "f", Map.of("user_name_1", "Ann"))),
                StopReason.TOOL_USE,
                USAGE,
                0));
    assertThat(log.calls)
        .startsWith(
            "start 0 t1 f", "input 0 {\"user name\":\"Ann\"}", "call 0 t1 f {user name=Ann}");
  }

  @Test
  void answerToolInput_whoseKeysWereMapped_hasTheCallersKeys() {
    run(
        ANSWER_TOOL.withTools(
            new ToolShape(
                Map.of(), Map.of("answer", Map.of("a_b_1", "a b")), Map.of(), Set.of(), false)),
        new ToolUseStart(0, "t1", "answer"),
        new ToolUseDelta(0, "{\"a_b_1\":"),
        new ToolUseDelta(0, "1}"),
        new ContentBlockStop(0));
    assertThat(log.calls).containsExactly("text {\"a b\":1}", "block end");
  }

  @Test
  void secondCall_whereOnlyTheFirstIsWanted_isDropped() {
    AnswerShape shape = shaped(Map.of(), true);
    run(
        shape,
        new TextDelta(0, "Both."),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t1", "f"),
        new ToolUseDelta(1, "{}"),
        new ContentBlockStop(1),
        new ToolUseStart(2, "t2", "g"),
        new ToolUseDelta(2, "{\"a\":1}"),
        new ContentBlockStop(2),
        new TextDelta(3, "Done."),
        new ContentBlockStop(3));
    List<String> streamed = List.copyOf(log.calls);
    assertThat(streamed)
        .containsExactly(
            "text Both.",
            "block end",
            "start 0 t1 f",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end",
            "text Done.",
            "block end");
    log.calls.clear();

    new AnswerStream(shape, log)
        .onResponse(
            new ConverseResponse(
                List.of(
                    new ContentBlock.Text("Both."),
                    new ContentBlock.ToolUse("t1", "f", Map.of()),
                    new ContentBlock.ToolUse("t2", "g", Map.of("a", 1)),
                    new ContentBlock.Text("Done.")),
                StopReason.TOOL_USE,
                USAGE,
                0));
    assertThat(log.calls).startsWith(streamed.toArray(String[]::new)).hasSize(streamed.size() + 1);
  }

  private static AnswerShape shaped(Map<String, Map<String, String>> keys, boolean firstOnly) {
    return AnswerShape.PLAIN.withTools(
        new ToolShape(Map.of(), keys, Map.of(), Set.of(), firstOnly));
  }

  private static ToolShape named(String name, String callersName) {
    return new ToolShape(Map.of(name, callersName), Map.of(), Map.of(), Set.of(), false);
  }
}
