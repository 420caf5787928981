package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of a call.
 *
 * @param inputTokens tokens of the prompt that were neither read from nor written to the cache
 * @param outputTokens tokens of the answer
 * @param cacheReadInputTokens tokens of the prompt that came from the cache; null where Bedrock did
 *     not say, which is not the same as none
 * @param cacheWriteInputTokens tokens of the prompt that went into the cache
 */
public record TokenUsage(
    int inputTokens,
    int outputTokens,
    @Nullable Integer cacheReadInputTokens,
    int cacheWriteInputTokens) {

  /** Nothing counted. */
  public static final TokenUsage NONE = new TokenUsage(0, 0, null, 0);

  /** These tokens and others together. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        sum(cacheReadInputTokens, other.cacheReadInputTokens),
        cacheWriteInputTokens + other.cacheWriteInputTokens);
  }

  /** All tokens of the prompt, cached or not. */
  public int promptTokens() {
    int cached = cacheReadInputTokens == null ? 0 : cacheReadInputTokens;
    return inputTokens + cached + cacheWriteInputTokens;
  }

  private static @Nullable Integer sum(@Nullable Integer a, @Nullable Integer b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a + b;
  }
}
