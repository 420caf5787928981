package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking for all that a call needs.
 *
 * @param standings how much there is left of its limits
 * @param blocker what is short, by its name; null where nothing is
 * @param delay how long to wait for it; null where nobody knows
 * @param certain whether it cannot come sooner
 * @param reason why the call may not begin; null where it may
 */
record ReserveAttempt(
    List<Standing> standings,
    @Nullable String blocker,
    @Nullable Duration delay,
    boolean certain,
    @Nullable CallException reason) {

  static ReserveAttempt granted(List<Standing> standings) {
    return new ReserveAttempt(standings, null, null, false, null);
  }

  /** Not now, and not later either. */
  static ReserveAttempt refused(List<Standing> standings, CallException reason) {
    return new ReserveAttempt(standings, null, null, false, reason);
  }

  /** Of what is short the one that takes longest says when to try again. */
  static ReserveAttempt shortOf(List<Standing> standings) {
    Standing longest = null;
    for (Standing standing : standings) {
      if (standing.isShort() && (longest == null || isLonger(standing, longest))) {
        longest = standing;
      }
    }
    if (longest == null) {
      return granted(standings);
    }
    return new ReserveAttempt(
        standings,
        longest.limit().id(),
        longest.delay(),
        longest.limit().isOnlyRefilled(),
        LimitRefusals.of(longest));
  }

  private static boolean isLonger(Standing standing, Standing other) {
    Duration delay = standing.delay();
    Duration others = other.delay();
    return delay != null && (others == null || delay.compareTo(others) > 0);
  }

  static ReserveAttempt shortOf(List<Standing> standings, Lack lack, long sum) {
    CallException reason = LimitRefusals.of(lack, sum);
    return lack.spent()
        ? refused(standings, reason)
        : new ReserveAttempt(standings, lack.subject().id(), null, false, reason);
  }

  boolean isGranted() {
    return reason == null;
  }

  boolean isShort() {
    return blocker != null;
  }
}
