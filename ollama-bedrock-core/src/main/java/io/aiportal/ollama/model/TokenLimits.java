package io.aiportal.ollama.model;

/**
 * How many tokens a model takes and gives.
 *
 * @param contextLength tokens of prompt and answer together
 * @param contextAssumed whether nobody has said that length of the very model: it is told who asks,
 *     and holds nobody back
 * @param maxOutputTokens tokens that an answer may have at most; {@link #ANY} where nobody knows
 * @param defaultMaxTokens tokens that an answer may have if the caller does not say; Bedrock
 *     reserves them from the quota when a call starts, so this is often smaller than the maximum,
 *     and never larger
 * @param outputBurndown how many tokens of Bedrock's quota one token of an answer takes
 */
public record TokenLimits(
    int contextLength,
    boolean contextAssumed,
    int maxOutputTokens,
    int defaultMaxTokens,
    int outputBurndown) {

  /** More tokens than any model has. */
  public static final int ANY = Integer.MAX_VALUE;

  public TokenLimits {
    if (contextLength < 1 || maxOutputTokens < 1 || defaultMaxTokens < 1 || outputBurndown < 1) {
      throw new IllegalArgumentException("a model's limits are positive numbers of tokens");
    }
    defaultMaxTokens = Math.min(defaultMaxTokens, maxOutputTokens);
  }

  /** Limits of a model whose answers take no more of the quota than they have tokens. */
  public TokenLimits(int contextLength, int maxOutputTokens, int defaultMaxTokens) {
    this(contextLength, false, maxOutputTokens, defaultMaxTokens, 1);
  }

  /** The most tokens that prompt and answer may have together; {@link #ANY} where nobody knows. */
  public int longestContext() {
    return contextAssumed ? ANY : contextLength;
  }

  /** The same for a model that nobody has described: Bedrock knows what is too much. */
  TokenLimits assumed() {
    return new TokenLimits(contextLength, true, ANY, defaultMaxTokens, outputBurndown);
  }
}
