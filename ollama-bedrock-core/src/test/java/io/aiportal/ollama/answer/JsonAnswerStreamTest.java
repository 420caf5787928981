package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that have to be JSON, in the text or as the input of a tool. */
class JsonAnswerStreamTest extends AnswerStreamFixture {

  @Test
  void answerToolThatALimitCut_isStillTheAnswer() {
    new AnswerStream(ANSWER_TOOL.withJson(JsonText.OBJECT), log)
        .onResponse(
            new ConverseResponse(
                List.of(new ContentBlock.ToolUse("t1", "answer", Map.of("city", "Rome"))),
                StopReason.MAX_TOKENS,
                USAGE,
                250));
    assertThat(log.calls).contains("text {\"city\":\"Rome\"}", "end MAX_TOKENS");
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
            "text Let me look.",
            "block end",
            "start 0 t1 f",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end");
  }

  static List<AnswerShape> textBeforeACall_comesBeforeIt() {
    AnswerFormat wrapped = new AnswerFormat(Map.of("type", "string"), true, true);
    return List.of(
        JSON,
        JSON.withJson(JsonText.ANY),
        ANSWER_TOOL,
        JSON.withFormat(new AnswerFormat(null, false, false)),
        JSON.withFormat(wrapped),
        ANSWER_TOOL.withFormat(wrapped).withJson(JsonText.ANY),
        JSON.withThinkingTag("think"),
        JSON.withStopSequences(List.of("zzz")));
  }

  @ParameterizedTest
  @MethodSource
  void textBeforeACall_comesBeforeIt(AnswerShape shape) {
    run(
        shape,
        new TextDelta(0, "Let me "),
        new TextDelta(0, "look."),
        new ToolUseStart(1, "t1", "f"),
        new ToolUseDelta(1, "{}"),
        new ContentBlockStop(1),
        new TextDelta(2, "And "),
        new TextDelta(2, "again."),
        new ContentBlockStop(2),
        new ToolUseStart(3, "t2", "g"),
        new ContentBlockStop(3),
        new MessageStop(StopReason.TOOL_USE));
    List<String> inOrder =
        List.of(
            "text Let me look.",
            "block end",
            "start 0 t1 f",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end",
            "text And again.",
            "block end",
            "start 1 t2 g",
            "input 1 {}",
            "call 1 t2 g {}",
            "block end");
    assertThat(log.calls).isEqualTo(inOrder);

    log.calls.clear();
    new AnswerStream(shape, log)
        .onResponse(
            new ConverseResponse(
                List.of(
                    new ContentBlock.Text("Let me look."),
                    new ContentBlock.ToolUse("t1", "f", Map.of()),
                    new ContentBlock.Text("And again."),
                    new ContentBlock.ToolUse("t2", "g", Map.of())),
                StopReason.TOOL_USE,
                USAGE,
                0));
    assertThat(log.calls)
        .containsExactlyElementsOf(
            Stream.concat(inOrder.stream(), Stream.of("end TOOL_USE")).toList());
  }

  @Test
  void jsonBeforeACall_comesBeforeIt_andWhatFollowsItIsDropped() {
    run(
        JSON,
        new TextDelta(0, "So {\"a\":1} it is."),
        new ContentBlockStop(0),
        new ToolUseStart(1, "t1", "f"),
        new ContentBlockStop(1),
        new TextDelta(2, "Done."),
        new ContentBlockStop(2),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls)
        .containsExactly(
            "text {\"a\":1}",
            "block end",
            "start 0 t1 f",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end");
  }

  @Test
  void stopSequenceInTextBeforeACall_endsTheAnswerBeforeIt() {
    AnswerStream stream =
        run(
            JSON.withStopSequences(List.of("look")),
            new TextDelta(0, "Let me look."),
            new ToolUseStart(1, "t1", "f"));
    assertThat(stream.isDone()).isTrue();
    assertThat(log.calls).containsExactly("text Let me ", "block end", "end STOP_SEQUENCE");

    log.calls.clear();
    new AnswerStream(JSON.withStopSequences(List.of("look")), log)
        .onResponse(
            new ConverseResponse(
                List.of(
                    new ContentBlock.Text("Let me look."),
                    new ContentBlock.ToolUse("t1", "f", Map.of())),
                StopReason.TOOL_USE,
                USAGE,
                0));
    assertThat(log.calls).containsExactly("text Let me ", "block end", "end STOP_SEQUENCE");
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
        ANSWER_TOOL.withJson(JsonText.ARRAY),
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
}
