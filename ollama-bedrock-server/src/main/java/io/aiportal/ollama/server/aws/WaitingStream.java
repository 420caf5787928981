package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import org.jspecify.annotations.Nullable;

/** A stream whose call is still to be made: what it is told meanwhile holds for the call. */
final class WaitingStream implements ConverseStream, ConverseStreamListener {

  private final ConverseStreamListener listener;

  // Guarded by this.
  private @Nullable ConverseStream call;
  private boolean paused;
  private boolean cancelled;

  WaitingStream(ConverseStreamListener listener) {
    this.listener = listener;
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void pause() {
    ConverseStream made = tell(true, false);
    if (made != null) {
      made.pause();
    }
  }

  @Override
  public void resume() {
    ConverseStream made = tell(false, false);
    if (made != null) {
      made.resume();
    }
  }

  @Override
  public void cancel() {
    ConverseStream made = tell(false, true);
    if (made != null) {
      made.cancel();
    }
  }

  private synchronized @Nullable ConverseStream tell(boolean pause, boolean cancel) {
    paused = pause;
    cancelled |= cancel;
    return call;
  }

  /** The call is about to be made; the listener was given this stream before. */
  @Override
  public void onOpen(ConverseStream stream) {
    boolean pause;
    boolean cancel;
    synchronized (this) {
      call = stream;
      pause = paused;
      cancel = cancelled;
    }
    if (cancel) {
      stream.cancel();
    } else if (pause) {
      stream.pause();
    }
  }

  @Override
  public void onEvent(ConverseStreamEvent event) {
    listener.onEvent(event);
  }

  @Override
  public void onEndOfRead() {
    listener.onEndOfRead();
  }

  @Override
  public void onEnd() {
    listener.onEnd();
  }

  @Override
  public void onError(BedrockException error) {
    if (!isCancelled()) {
      listener.onError(error);
    }
  }
}
