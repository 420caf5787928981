package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that is kept until it is known to be one. */
class HeldAnswerTest {

  private static final String HALF = "x".repeat(HeldAnswer.MOST / 2);

  private static final Citation CITATION =
      new Citation(Citation.Unit.PAGES, 0, 1, 2, "quoted", null);

  private final HeldAnswer held = new HeldAnswer();

  @Test
  void everythingThatWasTold_isToldInItsOrder_onceTheAnswerIsReleased() {
    RecordingReader reader = new RecordingReader();
    held.start();
    held.reasoning("hm");
    held.reasoningSignature("signed");
    held.redactedReasoning(new byte[] {1});
    held.blockEnd();
    held.text("Hi");
    held.citation(CITATION);
    held.toolUseStart(0, "id", "look");
    held.toolUseInput(0, "{}");
    held.toolUse(0, new ChatContent.ToolUse("id", "look", Map.of()));
    held.end(new AnswerEnd(StopReason.TOOL_USE, null, Map.of(), TokenUsage.NONE, 1, true));
    assertThat(reader.heard).isEmpty();

    held.release(reader);

    assertThat(reader.heard)
        .containsExactly(
            "reasoning hm",
            "signature",
            "redacted",
            "block end",
            "text Hi",
            "citation quoted",
            "tool start",
            "tool input",
            "tool",
            "end TOOL_USE");
  }

  private static List<Consumer<HeldAnswer>> halves() {
    return List.of(
        held -> held.text(HALF),
        held -> held.reasoning(HALF),
        held -> held.reasoningSignature(HALF),
        held -> held.citation(new Citation(Citation.Unit.PAGES, 0, 1, 2, HALF, null)),
        held -> held.redactedReasoning(new byte[HeldAnswer.MOST / 2]),
        held -> held.toolUseStart(0, HALF.substring(4), "name"),
        held -> held.toolUseInput(0, HALF));
  }

  @ParameterizedTest
  @MethodSource("halves")
  void answer_isNoLongerThanFourMillionCharacters(Consumer<HeldAnswer> half) {
    half.accept(held);
    half.accept(held);
    assertThatThrownBy(() -> held.text("x"))
        .isInstanceOf(CallException.class)
        .hasMessage("the model's answer is longer than 4194304 characters; please try again");
  }
}
