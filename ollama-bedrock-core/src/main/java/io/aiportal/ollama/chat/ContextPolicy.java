package io.aiportal.ollama.chat;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a conversation that is longer than the model's window.
 *
 * @param truncate whether its oldest turns may be left out; null for the default
 * @param shift whether the answer may go on when the window is full; null for the default
 * @param contextLength tokens that the caller wants the window to have; null where he does not say
 * @param isShortened whether turns were left out already
 */
public record ContextPolicy(
    @Nullable Boolean truncate,
    @Nullable Boolean shift,
    @Nullable Integer contextLength,
    boolean isShortened) {

  /** A policy for a conversation that is whole. */
  public ContextPolicy(
      @Nullable Boolean truncate, @Nullable Boolean shift, @Nullable Integer contextLength) {
    this(truncate, shift, contextLength, false);
  }

  /** An over-long conversation is refused, and not shortened. */
  public static final ContextPolicy WHOLE = new ContextPolicy(false, null, null);

  /** This policy, after turns were left out. */
  public ContextPolicy shortened() {
    return new ContextPolicy(truncate, shift, contextLength, true);
  }

  /** Everything at its default. */
  public static final ContextPolicy DEFAULT = new ContextPolicy(null, null, null);
}
