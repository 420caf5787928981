package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The answers that are being made, so many and no more. */
final class OpenAnswers {

  /** When to come back; by then some of many answers will have ended. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  /** Lets this many answers be made at once. */
  OpenAnswers(int most) {
    this.most = most;
  }

  /**
   * Refuses early: what is not going to be answered need not be read first.
   *
   * @throws CallException 503, if one more answer would be too many
   */
  void requireRoom() {
    if (open.get() >= most) {
      throw full();
    }
  }

  /**
   * Counts an answer in, until its call ends.
   *
   * @throws CallException 503, if it would be one too many
   */
  void enter(HttpCall call) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw full();
    }
    call.onEnd(open::decrementAndGet);
  }

  private static CallException full() {
    return CallException.overloaded(
        "too many answers are being made at once; please try again in a moment", RETRY_AFTER);
  }
}
