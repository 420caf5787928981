package io.aiportal.ollama.bedrock;

/**
 * The tokens of a call.
 *
 * @param inputTokens tokens of the prompt that were neither read from nor written to the cache
 * @param outputTokens tokens of the answer
 * @param cacheReadInputTokens tokens of the prompt that came from the cache
 * @param cacheWriteInputTokens tokens of the prompt that went into the cache
 */
public record TokenUsage(
    int inputTokens, int outputTokens, int cacheReadInputTokens, int cacheWriteInputTokens) {

  /** Nothing counted. */
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

  /** These tokens and others together. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cacheReadInputTokens + other.cacheReadInputTokens,
        cacheWriteInputTokens + other.cacheWriteInputTokens);
  }

  /** All tokens of the prompt, cached or not. */
  public int promptTokens() {
    return inputTokens + cacheReadInputTokens + cacheWriteInputTokens;
  }
}
