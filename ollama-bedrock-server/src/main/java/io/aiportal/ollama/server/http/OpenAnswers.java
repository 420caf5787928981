package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The answers that are being made, so many and no more.
 *
 * <p>A client that asks and leaves, again and again, does not get around that: its place stays
 * taken for as long as Bedrock's transport may need to let go of the answer.
 */
final class OpenAnswers {

  /** When to come back; by then some of many answers will have ended. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** A transport lets go of an answer that was cut short only when it has dealt with it. */
  private static final int SECONDS_TO_LET_GO = 2;

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  /** Lets this many answers be made at once. */
  OpenAnswers(int most) {
    this.most = most;
  }

  /** How many are being made. */
  int open() {
    return open.get();
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
    call.onEnd(() -> leave(call));
  }

  private void leave(HttpCall call) {
    if (call.isClientGone()) {
      IoTurn.after(
          call.exchange().getIoThread(),
          open::decrementAndGet,
          SECONDS_TO_LET_GO,
          TimeUnit.SECONDS);
    } else {
      open.decrementAndGet();
    }
  }

  private static CallException full() {
    return CallException.overloaded(
        "too many answers are being made at once; please try again in a moment", RETRY_AFTER);
  }
}
