package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.CallRepair;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.ChatCall;
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

  private final Runnable forget;

  /**
   * For one call.
   *
   * @param forget forgets the reasoning that was kept for it, so that no later turn brings it again
   */
  public ReasoningRefusal(Runnable forget) {
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
    forget.run();
    return less;
  }
}
