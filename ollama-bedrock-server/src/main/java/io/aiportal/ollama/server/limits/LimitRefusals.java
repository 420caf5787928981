package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallException.Kind;
import io.aiportal.ollama.internal.RetryAfter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells those who may not begin why, and when to come again. */
final class LimitRefusals {

  /** When to come again where nobody can say. */
  static final Duration A_WHILE = Duration.ofSeconds(5);

  private LimitRefusals() {}

  /** Something of a limit is missing. */
  static CallException of(Standing standing) {
    return throttled(standing.limit().told(), standing.delay());
  }

  /** Money is missing. */
  static CallException of(Lack lack, long sum) {
    String told =
        "%s may spend %s US dollars a %s"
            .formatted(
                lack.subject().told(),
                Money.told(lack.budget()),
                lack.period() == Period.DAY ? "day" : "month");
    if (!lack.spent()) {
      return throttled(
          told + ", and what is left is reserved for answers that are being made", null);
    }
    return new CallException(
        Kind.QUOTA_EXCEEDED,
        Kind.QUOTA_EXCEEDED.status(),
        told
            + ", and less is left than the "
            + Money.told(sum)
            + " that this request may cost; it costs less if its answer may have fewer tokens",
        lack.end(),
        null);
  }

  /** The queue is full. */
  static CallException full() {
    return throttled("too many requests wait for their turn already", null);
  }

  /** A reason, or the one of those that came to nothing before anybody looked. */
  static CallException orFull(@Nullable CallException reason) {
    return reason == null ? full() : reason;
  }

  /** Nobody knows whether there is money. */
  static CallException unknown(Throwable cause) {
    return new CallException(
        Kind.OVERLOADED,
        Kind.OVERLOADED.status(),
        "nobody can say what is left of the budget; please try again in a moment",
        A_WHILE,
        cause);
  }

  /** Nobody knows what the model costs. */
  static CallException unpriced(String model) {
    return new CallException(
        Kind.ACCESS_DENIED,
        "the price of '" + model + "' is not known, so nobody with a budget can use it",
        null);
  }

  private static CallException throttled(String told, @Nullable Duration delay) {
    Duration retryAfter = delay == null || delay.isZero() ? A_WHILE : delay;
    long seconds = RetryAfter.seconds(retryAfter);
    return new CallException(
        Kind.THROTTLED,
        Kind.THROTTLED.status(),
        told + "; please try again in " + seconds + (seconds == 1 ? " second" : " seconds"),
        retryAfter,
        null);
  }
}
