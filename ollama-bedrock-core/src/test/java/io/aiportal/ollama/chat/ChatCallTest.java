package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a call says of its conversation. */
class ChatCallTest {

  private static final ChatContent TEXT = new ChatContent.Text("Yes?");

  private static ChatCall call(Turn... turns) {
    return ChatCall.of("m", List.of(turns));
  }

  @Test
  void lastWord_isTheAssistants_whereTheModelIsToGoOn() {
    assertThat(call().endsWithAssistant()).isFalse();
    assertThat(call(Turn.user("Hi")).endsWithAssistant()).isFalse();
    assertThat(call(Turn.user("Hi"), Turn.assistant("Well,")).endsWithAssistant()).isTrue();
    assertThat(call(Turn.assistant("Well,"), Turn.user("Hi")).endsWithAssistant()).isFalse();
  }

  @Test
  void reasoning_isTakenOutOfEveryTurn_andNothingElse() {
    ChatCall call =
        call(
            Turn.user("Hi"),
            Turn.of(
                Turn.Role.ASSISTANT,
                new ChatContent.ReasoningText("hm", "signed"),
                TEXT,
                new ChatContent.RedactedReasoning(new byte[1])));
    assertThat(call.withoutReasoning())
        .isEqualTo(call(Turn.user("Hi"), Turn.of(Turn.Role.ASSISTANT, TEXT)));
  }

  @Test
  void callWithoutReasoning_isItself() {
    ChatCall call = call(Turn.user("Hi"), Turn.assistant("Yes?"));
    assertThat(call.withoutReasoning()).isSameAs(call);
    Turn turn = Turn.assistant("Yes?");
    assertThat(turn.withoutReasoning()).isSameAs(turn);
  }

  @Test
  void contextThatWasShortened_isKnownAsSuch() {
    ContextPolicy policy = new ContextPolicy(true, false, 4096);
    assertThat(policy.isShortened()).isFalse();
    assertThat(policy.shortened()).isEqualTo(new ContextPolicy(true, false, 4096, true));
    assertThat(ContextPolicy.WHOLE.truncate()).isFalse();
  }
}
