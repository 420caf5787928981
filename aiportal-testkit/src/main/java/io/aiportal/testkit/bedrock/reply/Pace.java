package io.aiportal.testkit.bedrock.reply;

import java.time.Duration;

/**
 * How fast a reply is written.
 *
 * @param firstToken from the request to the first event that carries output
 * @param tokensPerSecond from then on; positive infinity for no delay
 */
public record Pace(Duration firstToken, double tokensPerSecond) {

  /** Everything at once. */
  public static final Pace INSTANT = new Pace(Duration.ZERO, Double.POSITIVE_INFINITY);

  /** About what a reader sees of a mid-size model. */
  public static final Pace NATURAL = new Pace(Duration.ofMillis(350), 70);

  public Pace {
    if (firstToken.isNegative()) {
      throw new IllegalArgumentException("firstToken must not be negative: " + firstToken);
    }
    if (!(tokensPerSecond > 0)) {
      throw new IllegalArgumentException("tokensPerSecond must be positive: " + tokensPerSecond);
    }
  }

  /** The time from the request to the end of so many tokens. */
  public Duration untilToken(int tokens) {
    return firstToken.plus(between(tokens));
  }

  /** The time that so many further tokens take. */
  public Duration between(int tokens) {
    return Duration.ofNanos(Math.round(tokens / tokensPerSecond * 1e9));
  }
}
