package io.aiportal.ollama.model;

/**
 * How a model is told to think.
 *
 * @param shape in which words
 * @param signed whether the model signs its thinking, which then goes back to it with its
 *     signature; thinking that nobody signed never goes back
 */
public record ThinkingTraits(Shape shape, boolean signed) {

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
    /** {@code reasoning_effort: low, medium or high}; cannot be turned off. */
    REASONING_EFFORT
  }
}
