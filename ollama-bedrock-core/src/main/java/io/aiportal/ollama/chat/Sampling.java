package io.aiportal.ollama.chat;

import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen; a null leaves the model's own default.
 *
 * @param temperature 0 and up; above 1 only some APIs allow
 * @param topP 0 to 1
 * @param topK the number of tokens to choose from
 */
public record Sampling(
    @Nullable Double temperature, @Nullable Double topP, @Nullable Integer topK) {

  /** Everything at the model's own default. */
  public static final Sampling DEFAULT = new Sampling(null, null, null);
}
