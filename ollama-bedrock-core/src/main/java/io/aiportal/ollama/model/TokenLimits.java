package io.aiportal.ollama.model;

/**
 * How many tokens a model takes and gives.
 *
 * @param contextLength tokens of prompt and answer together
 * @param maxOutputTokens tokens that an answer may have at most
 * @param defaultMaxTokens tokens that an answer may have if the caller does not say; Bedrock
 *     reserves them from the quota when a call starts, so this is often smaller than the maximum,
 *     and never larger
 * @param outputBurndown how many tokens of Bedrock's quota one token of an answer takes
 */
public record TokenLimits(
    int contextLength, int maxOutputTokens, int defaultMaxTokens, int outputBurndown) {

  public TokenLimits {
    if (contextLength < 1 || maxOutputTokens < 1 || defaultMaxTokens < 1 || outputBurndown < 1) {
      throw new IllegalArgumentException("a model's limits are positive numbers of tokens");
    }
    defaultMaxTokens = Math.min(defaultMaxTokens, maxOutputTokens);
  }

  /** Limits of a model whose answers take no more of the quota than they have tokens. */
  public TokenLimits(int contextLength, int maxOutputTokens, int defaultMaxTokens) {
    this(contextLength, maxOutputTokens, defaultMaxTokens, 1);
  }
}
