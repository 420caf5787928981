package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import org.junit.jupiter.api.Test;

/** What an answer is guessed to have taken where it was cut: four bytes a token, rounded up. */
class AnswerSizeTest {

  private static int tokens(ConverseStreamEvent... events) {
    AnswerSize size = new AnswerSize();
    for (ConverseStreamEvent event : events) {
      size.add(event);
    }
    return size.tokens();
  }

  @Test
  void answer_isAtLeastOneToken() {
    assertThat(tokens()).isOne();
    assertThat(tokens(new MessageStart(), new TextDelta(0, "four"))).isOne();
  }

  @Test
  void bytesBeyondAWholeToken_areAnother() {
    assertThat(tokens(new TextDelta(0, "fiver"))).isEqualTo(2);
    assertThat(tokens(new TextDelta(0, "eight by"))).isEqualTo(2);
    assertThat(tokens(new TextDelta(0, "eightäby"))).isEqualTo(3);
  }

  @Test
  void everythingThatTheModelWrote_counts() {
    assertThat(
            tokens(
                new ReasoningDelta(0, "thinking"),
                new TextDelta(1, "eight by"),
                new ToolUseDelta(2, "{\"a\":12}")))
        .isEqualTo(6);
  }
}
