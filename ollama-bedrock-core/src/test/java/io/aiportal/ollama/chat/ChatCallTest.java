package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void answer_isCut_whereALimitEndedIt(StopReason reason) {
    AnswerEnd end = new AnswerEnd(reason, null, Map.of(), TokenUsage.NONE, 0, true);
    assertThat(end.isCut())
        .isEqualTo(
            Set.of(StopReason.MAX_TOKENS, StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED)
                .contains(reason));
  }

  @Test
  void contextThatWasShortened_isKnownAsSuch() {
    ContextPolicy policy = new ContextPolicy(true, false, 4096);
    assertThat(policy.isShortened()).isFalse();
    assertThat(policy.shortened()).isEqualTo(new ContextPolicy(true, false, 4096, true));
    assertThat(ContextPolicy.WHOLE.truncate()).isFalse();
  }
}
