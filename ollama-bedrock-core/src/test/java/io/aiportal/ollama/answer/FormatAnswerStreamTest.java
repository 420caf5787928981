package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that must follow a schema: what of them is none is known when they have ended. */
class FormatAnswerStreamTest extends AnswerStreamFixture {

  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("age", Map.of("type", "integer", "maximum", 150)),
          "required",
          List.of("age"));

  private static final AnswerShape CHECKED =
      AnswerShape.PLAIN
          .withJson(JsonText.OBJECT)
          .withFormat(new AnswerFormat(SCHEMA, false, false));

  private static final MessageStop END = new MessageStop(StopReason.END_TURN);

  @Test
  void answerThatFollowsItsSchema_isOne() {
    AnswerStream stream = run(CHECKED, new TextDelta(0, "{\"age\":7}"), END, METADATA);

    assertThat(stream.invalid()).isNull();
    assertThat(log.calls).containsExactly("text {\"age\":7}", "block end", "end END_TURN");
  }

  @Test
  void answerThatDoesNot_hasNoEnd_andTellsWhy() {
    AnswerStream stream = run(CHECKED, new TextDelta(0, "{\"age\":\"x\"}"), END);
    assertThat(stream.isDone()).isFalse();
    stream.onEvent(METADATA);

    assertThat(stream.isDone()).isTrue();
    assertThat(log.calls).containsExactly("text {\"age\":\"x\"}", "block end");
    InvalidAnswer invalid = Objects.requireNonNull(stream.invalid());
    assertThat(invalid.error().kind()).isEqualTo(CallException.Kind.BAD_ANSWER);
    assertThat(invalid.error())
        .hasMessage(
            "the model's answer does not follow the JSON Schema of the format (type); please try"
                + " again");
    assertThat(invalid.said()).isEqualTo("{\"age\":\"x\"}");
    assertThat(invalid.problem()).isEqualTo("/age: must be of type [integer]");
    assertThat(stream.end()).extracting(AnswerEnd::usage).isEqualTo(USAGE);
  }

  @Test
  void limitsThatBedrockDoesNotEnforce_areChecked() {
    assertThat(problem("{\"age\":151}")).isEqualTo("/age: must be at most 150");
    assertThat(problem("{}")).isEqualTo("the whole value: must have the property \"age\"");
    assertThat(problem("{\"age\":150}")).isNull();
  }

  @Test
  void proseWithoutJson_thatNobodySaw_isKnownAtTheEnd() {
    AnswerStream stream = run(CHECKED, new TextDelta(0, "No."), END, METADATA);

    assertThat(log.calls).isEmpty();
    InvalidAnswer invalid = Objects.requireNonNull(stream.invalid());
    assertThat(invalid.error()).hasMessageContaining("no JSON");
    assertThat(invalid.said()).isEqualTo("No.");
    assertThat(invalid.problem()).isEqualTo("it is no JSON, or JSON that is broken");
  }

  @Test
  void jsonThatBreaks_afterSomeOfItWasSeen_isAnErrorAtOnce() {
    AnswerStream stream = run(CHECKED, new TextDelta(0, "{\"age\":"));

    assertThatThrownBy(() -> stream.onEvent(new TextDelta(0, "oops}")))
        .isInstanceOf(CallException.class)
        .hasMessageContaining("broken");
  }

  @Test
  void jsonThatBreaks_whileAllIsHeld_isKnownAtTheEnd() {
    AnswerStream stream =
        held(
            new TextDelta(0, "{\"age\":"),
            new TextDelta(0, "oops}"),
            new TextDelta(0, " more"),
            END,
            METADATA);

    assertThat(stream.invalid()).extracting(InvalidAnswer::problem).asString().contains("no JSON");
  }

  @Test
  void malformedAnswer_whileAllIsHeld_isPutRightAsWell() {
    AnswerStream stream = held(new MessageStop(StopReason.MALFORMED_TOOL_USE), METADATA);

    assertThat(stream.isDone()).isTrue();
    assertThat(stream.invalid())
        .extracting(InvalidAnswer::error)
        .extracting(CallException::getMessage)
        .asString()
        .contains("malformed tool call");
  }

  @ParameterizedTest
  @EnumSource(
      value = StopReason.class,
      names = {
        "MAX_TOKENS",
        "MODEL_CONTEXT_WINDOW_EXCEEDED",
        "CONTENT_FILTERED",
        "GUARDRAIL_INTERVENED"
      })
  void answerThatWasCutOrWithheld_isNotChecked(StopReason reason) {
    AnswerStream stream =
        run(CHECKED, new TextDelta(0, "{\"age\":"), new MessageStop(reason), METADATA);

    assertThat(stream.invalid()).isNull();
    assertThat(log.calls).contains("end " + reason);
  }

  @Test
  void answerThatTheCallersStopSequenceCut_isNotChecked() {
    AnswerStream stream =
        run(CHECKED.withStopSequences(List.of("}")), new TextDelta(0, "{\"age\":\"x\"}"));

    assertThat(stream.invalid()).isNull();
    assertThat(log.calls).containsExactly("text {\"age\":\"x\"", "block end", "end STOP_SEQUENCE");
  }

  @Test
  void callOfTheCallersTool_isNoAnswerToCheck() {
    AnswerStream stream =
        run(
            CHECKED,
            new ToolUseStart(0, "t1", "f"),
            new ToolUseDelta(0, "{}"),
            new MessageStop(StopReason.TOOL_USE),
            METADATA);

    assertThat(stream.invalid()).isNull();
    assertThat(log.calls).contains("call 0 t1 f {}", "end TOOL_USE");
  }

  @Test
  void wrappedAnswer_isCheckedWithoutItsWrapping() {
    AnswerShape shape =
        AnswerShape.PLAIN
            .withAnswerTool("answer")
            .withJson(JsonText.ANY)
            .withFormat(new AnswerFormat(Map.of("type", "array"), true, false));
    AnswerStream stream =
        run(
            shape,
            new ToolUseStart(0, "t1", "answer"),
            new ToolUseDelta(0, "{\"value\":[1"),
            new ToolUseDelta(0, ",2]}"),
            new ConverseStreamEvent.ContentBlockStop(0),
            new MessageStop(StopReason.TOOL_USE),
            METADATA);
    assertThat(stream.invalid()).isNull();
    assertThat(log.calls).containsExactly("text [1", "text ,2]", "block end", "end TOOL_USE");

    log.calls.clear();
    AnswerStream whole = new AnswerStream(shape, log);
    whole.onResponse(
        new ConverseResponse(
            List.of(new ContentBlock.ToolUse("t1", "answer", Map.of("value", "x"))),
            StopReason.TOOL_USE,
            USAGE,
            0));
    assertThat(whole.invalid()).extracting(InvalidAnswer::said).isEqualTo("{\"value\":\"x\"}");
    assertThat(log.calls).containsExactly("text \"x\"", "block end");
  }

  @Test
  void schemaThatTakesTooLongToCheck_isTheCallersFault() {
    Map<String, Object> slow =
        Map.of(
            "properties", Map.of("a", Map.of("pattern", "(.*.*.*.*.*.*.*=)x")), "type", "object");
    AnswerStream stream =
        run(
            CHECKED.withFormat(new AnswerFormat(slow, false, false)),
            new TextDelta(0, "{\"a\":\"" + "a".repeat(300) + "\"}"),
            END,
            METADATA);

    assertThat(stream.invalid())
        .extracting(InvalidAnswer::error)
        .extracting(CallException::status)
        .isEqualTo(400);
  }

  @Test
  void whatWasSpentBefore_isAdded() {
    AnswerStream stream =
        new AnswerStream(AnswerShape.PLAIN, log, new AnswerSurroundings(() -> 0, USAGE, false));
    Arrays.asList(new TextDelta(0, "Hi"), END, METADATA).forEach(stream::onEvent);

    assertThat(stream.end())
        .extracting(AnswerEnd::usage)
        .isEqualTo(new TokenUsage(22, 6, 200, 100));
  }

  @Test
  void prompt_isNotEstimatedWhereBedrockCounts() {
    IntSupplier nobody =
        () -> {
          throw new AssertionError("the whole request was read again");
        };
    AnswerStream stream =
        new AnswerStream(
            AnswerShape.PLAIN, log, new AnswerSurroundings(nobody, TokenUsage.NONE, false));
    Arrays.asList(new TextDelta(0, "Hi"), END, METADATA).forEach(stream::onEvent);
    assertThat(stream.end()).isNotNull();
  }

  private AnswerStream held(ConverseStreamEvent... events) {
    AnswerStream stream =
        new AnswerStream(CHECKED, log, new AnswerSurroundings(() -> 0, TokenUsage.NONE, true));
    Arrays.stream(events).forEach(stream::onEvent);
    return stream;
  }

  private String problem(String answer) {
    InvalidAnswer invalid = run(CHECKED, new TextDelta(0, answer), END, METADATA).invalid();
    return invalid == null ? null : invalid.problem();
  }
}
