package io.aiportal.ollama.server.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much there is left of a limit.
 *
 * @param limit the limit
 * @param left what is left of it; 0 where more was taken than there is
 * @param delay how long until what was claimed can be there, if nobody gives anything back; zero
 *     where it was there, and null where time alone does not bring it
 * @param reset how long until all of it is there again, if nobody takes anything
 */
public record Standing(Limit limit, long left, @Nullable Duration delay, Duration reset) {

  /** Whether what was claimed was not there. */
  boolean isShort() {
    return delay == null || !delay.isZero();
  }
}
