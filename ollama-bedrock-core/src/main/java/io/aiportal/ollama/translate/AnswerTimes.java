package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an answer's steps happened, and the metrics that follow from them. */
public final class AnswerTimes {

  private final Clock clock;
  private final Instant arrived;
  private Instant asked;
  private @Nullable Instant firstPiece;

  private AnswerTimes(Clock clock) {
    this.clock = clock;
    this.arrived = clock.instant();
    this.asked = arrived;
  }

  /** Starts measuring: a request has arrived. */
  public static AnswerTimes start(Clock clock) {
    return new AnswerTimes(clock);
  }

  /** The model is being asked now. */
  public void asked() {
    asked = clock.instant();
  }

  /** A piece of the answer is here; only the first one counts. */
  void piece() {
    if (firstPiece == null) {
      firstPiece = clock.instant();
    }
  }

  /**
   * The metrics of a streamed answer that ends now. No duration is zero: clients divide by them,
   * and zeros vanish from the JSON.
   */
  Metrics streamed(TokenUsage usage) {
    Instant now = clock.instant();
    Instant first = firstPiece == null ? now : firstPiece;
    return metrics(now, usage, Duration.between(asked, first), Duration.between(first, now));
  }

  /**
   * The metrics of a whole answer that ends now. Nobody saw its first token, so all the time that
   * Bedrock measured counts as generating and the rest as waiting.
   */
  Metrics whole(TokenUsage usage, long latencyMs) {
    Instant now = clock.instant();
    Duration elapsed = Duration.between(asked, now);
    Duration latency = Duration.ofMillis(latencyMs);
    Duration eval = latency.compareTo(elapsed) < 0 && latencyMs > 0 ? latency : elapsed;
    return metrics(now, usage, elapsed.minus(eval), eval);
  }

  private Metrics metrics(Instant now, TokenUsage usage, Duration promptEval, Duration eval) {
    return new Metrics(
        nanos(Duration.between(arrived, now)),
        nanos(Duration.between(arrived, asked)),
        usage.promptTokens(),
        nanos(promptEval),
        usage.outputTokens(),
        nanos(eval));
  }

  private static long nanos(Duration duration) {
    return Math.max(1, duration.toNanos());
  }
}
