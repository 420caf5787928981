package io.aiportal.ollama.server.http;

import org.jspecify.annotations.Nullable;

/**
 * The one reply to a call that takes its time; given up if the client leaves before.
 *
 * <p>All but the question whether it is over belongs to the io thread.
 */
final class WatchedReply {

  private final HttpCall call;
  private final Runnable givenUp;
  private @Nullable ClientWatch watch;
  private volatile boolean over;

  /** A reply to a call; {@code givenUp} ends what it waits for. */
  WatchedReply(HttpCall call, Runnable givenUp) {
    this.call = call;
    this.givenUp = givenUp;
    call.onIoThread(this::watchClient);
  }

  private void watchClient() {
    if (!over) {
      watch = ClientWatch.start(call, this::clientGone);
    }
  }

  /** Whether nothing is to be sent any more. */
  boolean isOver() {
    return over;
  }

  /** Sends the reply, once. */
  void send(Runnable reply) {
    call.onIoThread(
        () -> {
          if (!over) {
            end();
            reply.run();
          }
        });
  }

  private void clientGone() {
    if (over) {
      return;
    }
    end();
    call.clientGone();
    givenUp.run();
    call.hangUp();
  }

  private void end() {
    over = true;
    call.idle();
    if (watch != null) {
      watch.stop();
    }
  }
}
