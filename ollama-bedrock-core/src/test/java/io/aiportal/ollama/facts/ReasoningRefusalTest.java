package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.attempt.CallRepair;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signature that a model does not know for its own fails no conversation. */
class ReasoningRefusalTest {

  private static final ChatContent CALL = new ChatContent.ToolUse("t", "add", java.util.Map.of());
  private static final ChatCall THINKING =
      ChatCall.of(
          "claude",
          List.of(
              Turn.user("1 + 1?"),
              Turn.of(
                  Turn.Role.ASSISTANT,
                  new ChatContent.ReasoningText("hm", "bad"),
                  new ChatContent.RedactedReasoning(new byte[] {1}),
                  CALL)));

  private static @Nullable ChatCall repaired(ChatCall call, @Nullable String words) {
    return new ReasoningRefusal(refused -> {})
        .repair(call, new BedrockException(Kind.VALIDATION, words, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The model returned the following errors: messages.1.content.0: Invalid `signature` in"
            + " `thinking` block",
        "messages.1.content.0.thinking.signature: Field required",
        "messages.1.content.0: Invalid `data` in `redacted_thinking` block",
        "messages.3.content.1: `thinking` or `redacted_thinking` blocks in the latest assistant"
            + " message cannot be modified.",
        "messages.3.content.0.type: Expected `thinking` or `redacted_thinking`, but found"
            + " `tool_use`.",
        "Invalid signature in thinking block",
      })
  void wordsOfBadReasoning_leadToACallWithoutAny(String words) {
    ChatCall repaired = repaired(THINKING, words);
    assertThat(repaired).isNotNull();
    assertThat(repaired.turns().get(1)).isEqualTo(Turn.of(Turn.Role.ASSISTANT, CALL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        "\"thinking.type.enabled\" is not supported for this model.",
        "Thinking may not be enabled when tool_choice forces tool use.",
        "The security token has no signature",
      })
  void otherWords_areNoneOfIts(String words) {
    assertThat(repaired(THINKING, words)).isNull();
  }

  @Test
  void whatWasRefused_isForgottenOnceTheRestIsTaken() {
    List<ChatCall> forgotten = new ArrayList<>();
    CallRepair refusal =
        CallRepair.NOOP.or(new ReasoningRefusal(forgotten::add)).or(CallRepair.NOOP);
    refusal.repair(THINKING, new BedrockException(Kind.VALIDATION, "topP is not taken", null));
    refusal.onAccepted();
    assertThat(forgotten).isEmpty();
    refusal.repair(
        THINKING,
        new BedrockException(Kind.VALIDATION, "Invalid `signature` in `thinking` block", null));
    assertThat(forgotten).isEmpty();
    refusal.onAccepted();
    refusal.onAccepted();
    assertThat(forgotten).containsExactly(THINKING);
  }

  @Test
  void callWithoutReasoning_hasNothingToLeaveOut() {
    ChatCall plain = ChatCall.of("claude", List.of(Turn.user("1 + 1?")));
    assertThat(repaired(plain, "Invalid `signature` in `thinking` block")).isNull();
    assertThat(repaired(THINKING, null)).isNull();
  }
}
