package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefusedReasoningTest {

  private static final ChatContent REDACTED = new ChatContent.RedactedReasoning(new byte[] {1, 2});
  private static final ChatContent TEXT = new ChatContent.Text("a");

  private final RefusedReasoning refused = new RefusedReasoning();

  private static ChatContent thought(String text, @Nullable String signature) {
    return new ChatContent.ReasoningText(text, signature);
  }

  private static ChatCall call(ChatContent... content) {
    return ChatCall.of("m", List.of(Turn.user("q"), Turn.of(Turn.Role.ASSISTANT, content)));
  }

  @Test
  void whatWasRefused_isLeftOut_andNothingElse() {
    ChatCall bad = call(thought("t", "bad"), REDACTED, TEXT);
    assertThat(refused.leaveOut(bad, "model")).isSameAs(bad);
    refused.remember(bad, "model");
    assertThat(refused.leaveOut(bad, "model")).isEqualTo(call(TEXT));
    assertThat(refused.leaveOut(bad, "another")).isSameAs(bad);
    ChatCall others =
        call(
            thought("t", "good"),
            thought("u", "bad"),
            thought("t", null),
            new ChatContent.RedactedReasoning(new byte[] {1}),
            TEXT);
    assertThat(refused.leaveOut(others, "model")).isSameAs(others);
  }

  @Test
  void memory_isBounded_andTheOldestIsForgotten() {
    List<ChatContent> many = new ArrayList<>();
    for (int i = 0; i <= 2_000; i++) {
      many.add(thought("t" + i, "s"));
    }
    ChatCall all = call(many.toArray(ChatContent[]::new));
    refused.remember(all, "model");
    assertThat(refused.leaveOut(all, "model")).isEqualTo(call(many.get(0)));
  }
}
