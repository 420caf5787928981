package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an answer's steps happened, and the metrics that follow from them. */
final class AnswerTimes {

  private final Clock clock;
  private final Instant arrived;
  private Instant asked;
  private @Nullable Instant firstPiece;

  /** Starts measuring: a request has arrived. */
  AnswerTimes(Clock clock) {
    this.clock = clock;
    this.arrived = clock.instant();
    this.asked = arrived;
  }

  /** The model is being asked now; of several times, the last one counts. */
  void asked() {
    asked = clock.instant();
  }

  /** A piece of the answer is here; only the first one counts. */
  void piece() {
    if (firstPiece == null) {
      firstPiece = clock.instant();
    }
  }

  /**
   * The metrics of an answer that ends now. No duration is zero: clients divide by them, and zeros
   * vanish from the JSON.
   */
  Metrics end(AnswerEnd end) {
    Instant now = clock.instant();
    return end.streamed() ? streamed(now, end.usage()) : whole(now, end);
  }

  private Metrics streamed(Instant now, TokenUsage usage) {
    Instant first = firstPiece == null ? now : firstPiece;
    return metrics(now, usage, Duration.between(asked, first), Duration.between(first, now));
  }

  /**
   * Nobody saw the first token of a whole answer, so all the time that Bedrock measured counts as
   * generating and the rest as waiting.
   */
  private Metrics whole(Instant now, AnswerEnd end) {
    Duration elapsed = Duration.between(asked, now);
    Duration latency = Duration.ofMillis(end.latencyMs());
    Duration eval = end.latencyMs() > 0 && latency.compareTo(elapsed) < 0 ? latency : elapsed;
    return metrics(now, end.usage(), elapsed.minus(eval), eval);
  }

  private Metrics metrics(Instant now, TokenUsage usage, Duration promptEval, Duration eval) {
    return new Metrics(
        nanos(Duration.between(arrived, now)),
        nanos(Duration.between(arrived, asked)),
        usage.promptTokens(),
        usage.cacheReadInputTokens(),
        nanos(promptEval),
        usage.outputTokens(),
        nanos(eval));
  }

  private static long nanos(Duration duration) {
    return Math.max(1, duration.toNanos());
  }
}
