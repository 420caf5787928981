package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of an answer's reasoning. */
class KeptReasoningTest {

  private static final ChatContent TEXT = new ChatContent.ReasoningText("hm", null);
  private static final ChatContent SIGNED = new ChatContent.ReasoningText("hm", "signed");
  private static final ChatContent REDACTED = new ChatContent.RedactedReasoning(new byte[7]);

  @Test
  void nothing_isEmpty_onWhicheverSideSomethingIs() {
    assertThat(KeptReasoning.NONE.isEmpty()).isTrue();
    assertThat(new KeptReasoning(List.of(TEXT), List.of()).isEmpty()).isFalse();
    assertThat(new KeptReasoning(List.of(), List.of(TEXT)).isEmpty()).isFalse();
  }

  @Test
  void size_countsWhatMemoryItTakes() {
    assertThat(KeptReasoning.NONE.bytes()).isEqualTo(200);
    assertThat(new KeptReasoning(List.of(TEXT), List.of()).bytes()).isEqualTo(404);
    assertThat(new KeptReasoning(List.of(SIGNED), List.of(REDACTED)).bytes()).isEqualTo(623);
  }

  @Test
  void anythingElse_isNotKept() {
    List<ChatContent> spoken = List.of(new ChatContent.Text("Hi"));
    for (boolean before : new boolean[] {true, false}) {
      assertThatThrownBy(
              () ->
                  new KeptReasoning(
                      before ? spoken : List.of(REDACTED), before ? List.of() : spoken))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only reasoning is kept");
    }
  }
}
