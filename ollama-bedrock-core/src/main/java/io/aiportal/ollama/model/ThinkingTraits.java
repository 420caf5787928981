package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.Reasoning;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is told to think.
 *
 * @param shape in which words
 * @param signed whether the model signs its thinking, which then goes back to it with its
 *     signature; thinking that nobody signed never goes back
 * @param levels how hard it can be told to think; empty where it cannot be told
 * @param off how it is told not to think
 * @param unasked whether it thinks if it is told nothing
 * @param inlineTag the tag between which it writes thinking at the beginning of its text; empty for
 *     models whose thinking Bedrock tells apart
 */
public record ThinkingTraits(
    Shape shape,
    boolean signed,
    Set<Reasoning.Level> levels,
    Off off,
    boolean unasked,
    String inlineTag) {

  public ThinkingTraits {
    levels = Set.copyOf(levels);
  }

  /**
   * The level that is told for a model that can be told several; null for one that can be told
   * none. Where nobody says which a model chooses by itself, the middle one.
   */
  public Reasoning.@Nullable Level usualLevel() {
    if (levels.isEmpty()) {
      return null;
    }
    return levels.contains(Reasoning.Level.MEDIUM)
        ? Reasoning.Level.MEDIUM
        : Collections.max(levels);
  }

  /** How the family is told to think, in the additional request fields. */
  public enum Shape {
    /** It is not: the model does not think, or decides alone. */
    NONE,
    /** {@code thinking: {type: enabled, budget_tokens: n}}. */
    BUDGET,
    /** {@code thinking: {type: adaptive}} with {@code output_config: {effort: …}}. */
    ADAPTIVE,
    /** {@code reasoningConfig: {type: enabled, maxReasoningEffort: …}}. */
    REASONING_CONFIG,
    /** {@code reasoning_effort: …}. */
    REASONING_EFFORT,
    /** {@code reasoning: {effort: …}}. */
    REASONING
  }

  /** How the family is told not to think. */
  public enum Off {
    /** It cannot be told, and refuses whoever tries: nothing is said. */
    NEVER,
    /** By leaving everything out. */
    OMIT,
    /** {@code thinking: {type: disabled}}. */
    DISABLED,
    /** {@code thinking: {type: between_tools}}, the least that it does. */
    BETWEEN_TOOLS,
    /** The effort {@code none}. */
    NONE,
    /** The least effort that it has; it may still think a little. */
    LEAST
  }
}
