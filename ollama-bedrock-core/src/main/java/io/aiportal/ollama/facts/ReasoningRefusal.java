package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.CallRepair;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Turn;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Leaves reasoning out where the model does not know it for its own: one bad signature would
 * otherwise fail every later turn of a conversation.
 */
public final class ReasoningRefusal implements CallRepair {

  private static final Pattern WORDS =
      Pattern.compile(
          "redacted_thinking|(thinking|reasoning).*(signature|cannot be modified)"
              + "|signature.*(thinking|reasoning)");

  @Override
  public @Nullable ChatCall repair(ChatCall call, BedrockException refusal) {
    String words = String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
    return WORDS.matcher(words).find() ? withoutReasoning(call) : null;
  }

  /** The call without the reasoning of earlier turns; null if there is none. */
  static @Nullable ChatCall withoutReasoning(ChatCall call) {
    List<Turn> turns =
        call.turns().stream()
            .map(
                turn ->
                    new Turn(
                        turn.role(),
                        turn.content().stream()
                            .filter(block -> !ConversationTrail.isGenuine(block))
                            .toList()))
            .toList();
    return turns.equals(call.turns()) ? null : call.toBuilder().turns(turns).build();
  }
}
