package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sums of money as billionths of a US dollar, so that they add up exactly. */
public final class Money {

  private static final int PLACES = 9;

  /** A price is for a million tokens. */
  private static final int PLACES_OF_A_TOKEN = PLACES - 6;

  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE / 4);

  private Money() {}

  /** A sum in billionths; more than can be counted is the most that can be. */
  static long nanos(BigDecimal usd) {
    return whole(usd.movePointRight(PLACES));
  }

  private static long whole(BigDecimal nanos) {
    return nanos.min(MOST).setScale(0, RoundingMode.CEILING).longValue();
  }

  /** A sum in US dollars. */
  public static BigDecimal usd(long nanos) {
    return BigDecimal.valueOf(nanos, PLACES);
  }

  /** A sum as a sentence tells it, such as {@code 0.12}; never less than it is. */
  static String told(long nanos) {
    BigDecimal usd = usd(nanos);
    BigDecimal cents = usd.setScale(2, RoundingMode.CEILING);
    BigDecimal exact = usd.stripTrailingZeros();
    return (exact.scale() <= 2 || cents.compareTo(BigDecimal.ONE) >= 0
            ? cents
            : usd.setScale(6, RoundingMode.CEILING).stripTrailingZeros())
        .toPlainString();
  }

  /** What so many tokens cost at most: a prompt may have to be written to the cache, whole. */
  static long most(Price price, long promptTokens, long answerTokens) {
    return whole(
        price
            .input()
            .max(price.cacheWrite())
            .multiply(BigDecimal.valueOf(promptTokens))
            .add(price.output().multiply(BigDecimal.valueOf(answerTokens)))
            .movePointRight(PLACES_OF_A_TOKEN));
  }

  /** What a call cost. */
  static long cost(Price price, TokenUsage usage) {
    return nanos(price.cost(usage));
  }
}
