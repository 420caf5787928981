package io.aiportal.ollama.chat;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a conversation that is longer than the model's window.
 *
 * @param truncate whether its oldest turns may be left out; null for the default
 * @param shift whether the answer may go on when the window is full; null for the default
 * @param contextLength tokens that the caller wants the window to have; null where he does not say
 */
public record ContextPolicy(
    @Nullable Boolean truncate, @Nullable Boolean shift, @Nullable Integer contextLength) {

  /** Everything at its default. */
  public static final ContextPolicy DEFAULT = new ContextPolicy(null, null, null);
}
