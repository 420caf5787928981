package io.aiportal.ollama.attempt;

import java.time.Duration;

/**
 * How long a call may take; every limit is longer than zero.
 *
 * @param connect connecting to Bedrock; over the AWS SDK the limits of its HTTP client hold
 *     instead, and its read timeout besides
 * @param firstEvent from sending an attempt to Bedrock's first event, or to a whole answer; a model
 *     may think that long
 * @param idle between two events of a stream that the reader does not hold back
 * @param whole the whole call, all its attempts together
 */
public record TimeLimits(Duration connect, Duration firstEvent, Duration idle, Duration whole) {

  /** Minutes, because models think for minutes. */
  public static final TimeLimits DEFAULT =
      new TimeLimits(
          Duration.ofSeconds(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(15),
          Duration.ofHours(1));

  public TimeLimits {
    for (Duration limit : new Duration[] {connect, firstEvent, idle, whole}) {
      if (limit.isZero() || limit.isNegative()) {
        throw new IllegalArgumentException("a time limit must be longer than zero: " + limit);
      }
    }
  }
}
