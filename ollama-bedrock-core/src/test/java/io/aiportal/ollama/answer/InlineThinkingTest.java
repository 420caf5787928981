package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thinking that a model writes into its text. */
class InlineThinkingTest extends AnswerStreamFixture {

  private static final AnswerShape TAGGED = AnswerShape.PLAIN.withThinkingTag("thinking");

  /** The text of a block, its thinking and the rest. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<thinking>Hm, a < b.</thinking>\n\nYes.#Hm, a < b.#Yes.",
        " \n<thinking>Hm.</thinking>Yes.#Hm.#Yes.",
        "<thinking>A</thinking> <thinking>B</thinking> C#AB#C",
        "<thinking>A</think></thinking>B#A</think>#B",
        "<thinking>A#A#",
        "<thinking>A</thinkin#A</thinkin#",
        "<thinking></thinking>A##A",
        "<thinking>A</thinking> <b#A#<b",
        "<thinking>A</thinking>  #A#",
        "<thinkin##<thinkin",
        "<thinkings>A</thinkings>##<thinkings>A</thinkings>",
        "  A##  A",
        "A <thinking>B</thinking>##A <thinking>B</thinking>",
        "A##A"
      })
  void thinking_isTakenOut_howeverTheTextIsCut(String row) {
    String[] parts = row.split("#", -1);
    for (int seed = 0; seed < 60; seed++) {
      log.calls.clear();
      Random random = new Random(seed);
      AnswerStream stream = new AnswerStream(TAGGED, log);
      for (int from = 0; from < parts[0].length(); ) {
        int to = Math.min(parts[0].length(), from + random.nextInt(6));
        stream.onEvent(new TextDelta(0, parts[0].substring(from, to)));
        from = to;
      }
      stream.onEvent(new ContentBlockStop(0));
      stream.onEvent(new MessageStop(StopReason.END_TURN));
      assertThat(told("reasoning ")).as("seed %d", seed).isEqualTo(parts[1]);
      assertThat(told("text ")).as("seed %d", seed).isEqualTo(parts[2]);
    }
  }

  @Test
  void thinking_goesOutAsItComes_andEndsAsABlock() {
    run(
        TAGGED,
        new TextDelta(0, "<thinking>One two </thi"),
        new TextDelta(0, "ng three</thinking> Yes."),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN),
        METADATA);
    assertThat(log.calls)
        .containsExactly(
            "reasoning One two ",
            "reasoning </thing three",
            "block end",
            "text Yes.",
            "block end",
            "end END_TURN");
  }

  @Test
  void thinking_thatNobodyWantsToSee_isGone() {
    run(
        TAGGED.withShowReasoning(false),
        new TextDelta(0, "<thinking>Hm.</thinking> Yes."),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.calls).containsExactly("text Yes.", "block end");
  }

  @Test
  void thinking_ofEachBlock_isFound_beforeACallToo() {
    run(
        TAGGED,
        new TextDelta(0, "<thinking>I need it.</thinking>\n"),
        new ToolUseStart(1, "t1", "f"),
        new ToolUseDelta(1, "{}"),
        new ContentBlockStop(1),
        new TextDelta(2, "<thinking>Now.</thinking>Done."),
        new ContentBlockStop(2));
    assertThat(log.calls)
        .containsExactly(
            "reasoning I need it.",
            "block end",
            "start 0 t1 f",
            "input 0 {}",
            "call 0 t1 f {}",
            "block end",
            "reasoning Now.",
            "block end",
            "text Done.",
            "block end");
  }

  @Test
  void stopSequence_isNotLookedForInThinking() {
    run(
        TAGGED.withStopSequences(List.of("END")),
        new TextDelta(0, "<thinking>the END</thinking>Yes END no"));
    assertThat(told("reasoning ")).isEqualTo("the END");
    assertThat(log.text()).isEqualTo("Yes ");
  }

  @Test
  void json_isFoundBehindThinking_andNotInIt() {
    run(
        TAGGED.withJson(AnswerShape.JsonText.OBJECT),
        new TextDelta(0, "<thinking>{\"a\":1}</thinking>{\"b\":2}"),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.text()).isEqualTo("{\"b\":2}");
  }

  @Test
  void wholeAnswer_isReadInTheSameWay() {
    new AnswerStream(TAGGED, log)
        .onResponse(
            new ConverseResponse(
                List.of(new ContentBlock.Text("<thinking>Hm.</thinking> Yes.")),
                StopReason.END_TURN,
                USAGE,
                0));
    assertThat(log.calls)
        .containsExactly("reasoning Hm.", "block end", "text Yes.", "block end", "end END_TURN");
  }

  private String told(String kind) {
    StringBuilder told = new StringBuilder();
    for (String call : log.calls) {
      if (call.startsWith(kind)) {
        told.append(call.substring(kind.length()));
      }
    }
    return told.toString();
  }
}
