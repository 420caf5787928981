package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.math.BigDecimal;

/**
 * What calls took.
 *
 * @param requests how many calls
 * @param nanoUsd what they cost, in billionths of a US dollar
 * @param inputTokens tokens of their prompts, those of the cache included
 * @param cachedInputTokens tokens of their prompts that came from the cache
 * @param outputTokens tokens of their answers
 */
public record Spending(
    long requests, long nanoUsd, long inputTokens, long cachedInputTokens, long outputTokens) {

  /** Nothing. */
  public static final Spending NONE = new Spending(0, 0, 0, 0, 0);

  /** What one call took. */
  static Spending of(long nanoUsd, TokenUsage usage) {
    Integer cached = usage.cacheReadInputTokens();
    return new Spending(
        1, nanoUsd, usage.promptTokens(), cached == null ? 0 : cached, usage.outputTokens());
  }

  /** What they cost in US dollars. */
  public BigDecimal usd() {
    return Money.usd(nanoUsd);
  }

  /** This and other calls together. */
  public Spending plus(Spending other) {
    return new Spending(
        requests + other.requests,
        nanoUsd + other.nanoUsd,
        inputTokens + other.inputTokens,
        cachedInputTokens + other.cachedInputTokens,
        outputTokens + other.outputTokens);
  }
}
