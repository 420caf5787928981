package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Reasoning.Level;
import io.aiportal.ollama.internal.go.GoQuote;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How hard a model should think, in OpenAI's words. */
final class ReasoningEffort {

  private static final Map<String, Reasoning> WORDS =
      Map.of(
          "none", new Reasoning.Off(),
          "minimal", new Reasoning.Effort(Level.MINIMAL),
          "low", new Reasoning.Effort(Level.LOW),
          "medium", new Reasoning.Effort(Level.MEDIUM),
          "high", new Reasoning.Effort(Level.HIGH),
          "xhigh", new Reasoning.Effort(Level.XHIGH),
          "ultra", new Reasoning.Effort(Level.MAX),
          "max", new Reasoning.Effort(Level.MAX));

  private ReasoningEffort() {}

  /** What a word means; null, which leaves the model's default, for none and for one of its own. */
  static @Nullable Reasoning of(String effort) {
    return WORDS.get(effort);
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
    if (!effort.isEmpty() && !WORDS.containsKey(effort) && !ownWords) {
      throw CallException.badRequest(
          "invalid reasoning value: "
              + GoQuote.quote(effort)
              + " (must be \"minimal\", \"low\", \"medium\", \"high\", \"xhigh\", \"ultra\","
              + " \"max\", or \"none\")");
    }
  }
}
