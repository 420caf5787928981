package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether, and how hard, a model should think: an effort in OpenAI's words, unless Ollama's {@code
 * think} stands beside it.
 *
 * @param effort in OpenAI's words; empty for no wish
 * @param think Ollama's wish: a boolean or a word; null where there is none
 */
public record ThinkingWish(String effort, @Nullable Object think) {

  /** The words that every model of Ollama's takes that thinks; others may be a model's own. */
  private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");

  /** What it asks of a model; null leaves the model's default. */
  @Nullable Reasoning reasoning() {
    if (think instanceof Boolean on) {
      return on ? new Reasoning.On() : new Reasoning.Off();
    }
    return ReasoningEffort.of(think instanceof String word ? word : effort);
  }

  /** The word for thinking that no model here has, and that counts for nothing. */
  Optional<String> unknownWord() {
    String word = think instanceof String own ? own : effort;
    return think instanceof Boolean || word.isEmpty() || ReasoningEffort.of(word) != null
        ? Optional.empty()
        : Optional.of(word);
  }

  /** Whether it asks for thinking. */
  boolean asksToThink() {
    if (think instanceof Boolean on) {
      return on;
    }
    return ReasoningEffort.asksToThink(think instanceof String word ? word : effort);
  }

  /**
   * Refuses words that nobody knows, as {@link ReasoningEffort#check} does.
   *
   * @param model null where it is not known
   * @throws CallException 400, in Ollama's words
   */
  void check(@Nullable Model model) {
    boolean ownWords = model != null && model.traits().can(Capability.THINKING);
    if (!(think instanceof String word)) {
      ReasoningEffort.check(think == null ? effort : "", ownWords);
    } else if (!ownWords && !LEVELS.contains(word)) {
      throw CallException.badRequest(
          "invalid think value: "
              + GoQuote.quote(word)
              + " (must be \"high\", \"medium\", \"low\", \"max\", true, or false)");
    }
  }
}
