package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.KeptReasoning;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasoningRecorderTest {

  private static KeptReasoning recorded(ConverseStreamEvent... events) {
    ReasoningRecorder recorder = new ReasoningRecorder();
    List.of(events).forEach(recorder::onEvent);
    return recorder.reasoning();
  }

  @Test
  void blocksOfAnotherIndex_areOthers_alsoWhereNothingEndsThem() {
    assertThat(
            recorded(
                    new ReasoningDelta(0, "a"),
                    new SignatureDelta(0, "s"),
                    new ReasoningDelta(1, "b"),
                    new SignatureDelta(1, "t"),
                    new SignatureDelta(2, "u"),
                    new ContentBlockStop(2))
                .beforeText())
        .containsExactly(
            new ReasoningText("a", "s"), new ReasoningText("b", "t"), new ReasoningText("", "u"));
    List<?> redacted =
        recorded(
                new RedactedDelta(0, new byte[] {1}),
                new RedactedDelta(1, new byte[] {2}),
                new ContentBlockStop(1))
            .beforeText();
    assertThat(redacted).hasSize(2).hasOnlyElementsOfType(RedactedReasoning.class);
  }

  @Test
  void textAndCalls_endAThought() {
    KeptReasoning beforeText =
        recorded(new ReasoningDelta(0, "a"), new SignatureDelta(0, "s"), new TextDelta(1, "Hi"));
    assertThat(beforeText.beforeText()).containsExactly(new ReasoningText("a", "s"));
    assertThat(beforeText.afterText()).isEmpty();
    assertThat(
            recorded(
                    new ReasoningDelta(0, "a"),
                    new SignatureDelta(0, "s"),
                    new ToolUseStart(1, "t", "f"))
                .beforeText())
        .containsExactly(new ReasoningText("a", "s"));
  }

  @Test
  void otherEvents_endNone() {
    assertThat(
            recorded(
                    new ReasoningDelta(0, "a"),
                    new MessageStart(),
                    new SignatureDelta(0, "s"),
                    new ContentBlockStop(0))
                .beforeText())
        .containsExactly(new ReasoningText("a", "s"));
  }

  @Test
  void thoughtAfterText_isKeptApart_butNotAfterEmptyText() {
    KeptReasoning after =
        recorded(
            new TextDelta(0, "Hi"),
            new TextDelta(0, ""),
            new ReasoningDelta(1, "a"),
            new SignatureDelta(1, "s"),
            new ContentBlockStop(1));
    assertThat(after.beforeText()).isEmpty();
    assertThat(after.afterText()).containsExactly(new ReasoningText("a", "s"));
    assertThat(
            recorded(
                    new TextDelta(0, ""),
                    new ReasoningDelta(1, "a"),
                    new SignatureDelta(1, "s"),
                    new ContentBlockStop(1))
                .beforeText())
        .hasSize(1);
  }

  @Test
  void unsignedThought_leavesNothingToTheNext() {
    assertThat(
            recorded(
                    new ReasoningDelta(0, "unsigned"),
                    new ContentBlockStop(0),
                    new ReasoningDelta(1, "a"),
                    new SignatureDelta(1, "s"),
                    new ContentBlockStop(1))
                .beforeText())
        .containsExactly(new ReasoningText("a", "s"));
  }

  @Test
  void thoughtAfterCitedText_isKeptApart_butNotAfterEmptyText() {
    assertThat(behind(new ContentBlock.CitedText("Rome", List.of())).beforeText()).isEmpty();
    assertThat(behind(new ContentBlock.CitedText("", List.of())).afterText()).isEmpty();
  }

  private static KeptReasoning behind(ContentBlock first) {
    ReasoningRecorder recorder = new ReasoningRecorder();
    recorder.onResponse(
        new ConverseResponse(
            List.of(first, new ContentBlock.ReasoningText("a", "s")),
            StopReason.TOOL_USE,
            TokenUsage.NONE,
            0));
    return recorder.reasoning();
  }
}
