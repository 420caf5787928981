package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What a model costs on demand, in US dollars for a million tokens.
 *
 * @param input tokens of the prompt
 * @param output tokens of the answer
 * @param cacheRead tokens of the prompt that came from the cache
 * @param cacheWrite tokens of the prompt that went into the cache
 * @param asOf when these prices were read
 */
public record Price(
    BigDecimal input,
    BigDecimal output,
    BigDecimal cacheRead,
    BigDecimal cacheWrite,
    LocalDate asOf) {

  /** Prices are told for a million tokens. */
  private static final int DIGITS_OF_A_MILLION = 6;

  private static final BigDecimal MOST = BigDecimal.valueOf(10_000);

  private static final int MOST_PLACES = 12;

  public Price {
    check("input", input);
    check("output", output);
    check("cache_read", cacheRead);
    check("cache_write", cacheWrite);
  }

  /** With less than nothing a budget would grow, and nobody asks for a cent a token. */
  private static void check(String name, BigDecimal price) {
    if (price.signum() < 0 || price.compareTo(MOST) > 0 || price.scale() > MOST_PLACES) {
      throw new IllegalArgumentException(
          "the price's %s is %s; it must be US dollars for a million tokens, from 0 to %s, with at most %s decimal places"
              .formatted(name, price, MOST, MOST_PLACES));
    }
  }

  /** What tokens cost, in US dollars. */
  public BigDecimal cost(TokenUsage usage) {
    Integer read = usage.cacheReadInputTokens();
    return times(input, usage.inputTokens())
        .add(times(output, usage.outputTokens()))
        .add(times(cacheRead, read == null ? 0 : read))
        .add(times(cacheWrite, usage.cacheWriteInputTokens()))
        .movePointLeft(DIGITS_OF_A_MILLION);
  }

  private static BigDecimal times(BigDecimal price, int tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }
}
