package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.CallRepair;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.ChatCall;
import java.util.Locale;
import java.util.function.Consumer;
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

  private final Consumer<ChatCall> forget;
  private @Nullable ChatCall refused;

  /**
   * For one call, whose steps come in turn.
   *
   * @param forget forgets the reasoning of a call once Bedrock has taken the call without it, so
   *     that no later turn brings it again
   */
  public ReasoningRefusal(Consumer<ChatCall> forget) {
    this.forget = forget;
  }

  @Override
  public @Nullable ChatCall repair(ChatCall call, BedrockException refusal) {
    String words = String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
    if (!WORDS.matcher(words).find()) {
      return null;
    }
    ChatCall less = call.withoutReasoning();
    if (less.equals(call)) {
      return null;
    }
    refused = call;
    return less;
  }

  @Override
  public void onAccepted() {
    ChatCall call = refused;
    if (call != null) {
      refused = null;
      forget.accept(call);
    }
  }
}
