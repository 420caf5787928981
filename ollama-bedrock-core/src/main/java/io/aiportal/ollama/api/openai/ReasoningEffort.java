package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Reasoning.Level;
import io.aiportal.ollama.internal.go.GoQuote;
import org.jspecify.annotations.Nullable;

/** How hard a model should think, in OpenAI's words. */
final class ReasoningEffort {

  private ReasoningEffort() {}

  /** What a word means; null, which leaves the model's default, for none and for one of its own. */
  static @Nullable Reasoning of(String effort) {
    if (effort.equals("none")) {
      return new Reasoning.Off();
    }
    Level level = Level.named(effort);
    return level == null ? null : new Reasoning.Effort(level);
  }

  /** Whether a word asks for thinking. */
  static boolean asksToThink(String effort) {
    return !effort.isEmpty() && !(of(effort) instanceof Reasoning.Off);
  }

  /**
   * Refuses a word that nobody knows. A model that thinks may have words of its own; those that it
   * has not mean its default.
   *
   * @param ownWords whether the model may have some
   * @throws CallException 400, in Ollama's words
   */
  static void check(String effort, boolean ownWords) {
    if (!effort.isEmpty() && of(effort) == null && !ownWords) {
      throw CallException.badRequest(
          "invalid reasoning value: "
              + GoQuote.quote(effort)
              + " (must be \"minimal\", \"low\", \"medium\", \"high\", \"xhigh\", \"ultra\","
              + " \"max\", or \"none\")");
    }
  }
}
