package io.aiportal.ollama.model;

/**
 * How many tokens a model takes and gives.
 *
 * @param contextLength tokens of prompt and answer together
 * @param maxOutputTokens tokens that an answer may have at most
 * @param defaultMaxTokens tokens that an answer may have if the caller does not say; Bedrock
 *     reserves them from the quota when a call starts, so this is often smaller than the maximum,
 *     and never larger
 */
public record TokenLimits(int contextLength, int maxOutputTokens, int defaultMaxTokens) {

  public TokenLimits {
    if (contextLength < 1 || maxOutputTokens < 1 || defaultMaxTokens < 1) {
      throw new IllegalArgumentException("a model's limits are positive numbers of tokens");
    }
    defaultMaxTokens = Math.min(defaultMaxTokens, maxOutputTokens);
  }
}
