package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose call is still to be made: what it is told meanwhile holds for the call.
 *
 * <p>What it was told last is a state, and one thread at a time brings the call into it; so nobody
 * overtakes another, and a pause is never told after the resume that followed it.
 */
final class WaitingStream implements ConverseStream, ConverseStreamListener {

  private final ConverseStreamListener listener;

  // Guarded by this.
  private @Nullable ConverseStream call;
  private Wish wish = Wish.FLOW;
  private Wish told = Wish.FLOW;
  private boolean telling;
  private boolean over;

  WaitingStream(ConverseStreamListener listener) {
    this.listener = listener;
  }

  /** Makes the call, unless nobody wants it any longer; a call that cannot be made has failed. */
  void call(Runnable start) {
    if (isCancelled()) {
      return;
    }
    try {
      start.run();
    } catch (RuntimeException | LinkageError thrown) {
      onError(
          new BedrockException(
              Kind.INTERNAL, "the call failed with " + thrown.getClass().getSimpleName(), thrown));
    }
  }

  @Override
  public void pause() {
    want(Wish.PAUSE);
  }

  @Override
  public void resume() {
    want(Wish.FLOW);
  }

  /** At once, even while another thread tells the call something else. */
  @Override
  public void cancel() {
    ConverseStream made;
    synchronized (this) {
      wish = Wish.CANCEL;
      made = call;
    }
    if (made != null) {
      made.cancel();
    }
  }

  @Override
  public synchronized @Nullable String requestId() {
    return call == null ? null : call.requestId();
  }

  private void want(Wish wanted) {
    synchronized (this) {
      if (wish != Wish.CANCEL) {
        wish = wanted;
      }
    }
    tell();
  }

  /** Outside the lock, as the call may bring events at once. */
  private void tell() {
    ConverseStream made;
    Wish next;
    do {
      synchronized (this) {
        if (call == null || telling || wish == told) {
          return;
        }
        telling = true;
        made = call;
        next = wish;
      }
      try {
        next.tell(made);
      } finally {
        synchronized (this) {
          telling = false;
          told = next;
        }
      }
    } while (next != Wish.CANCEL);
  }

  private synchronized boolean isCancelled() {
    return wish == Wish.CANCEL;
  }

  /** The call is about to be made; the listener was given this stream before. */
  @Override
  public void onOpen(ConverseStream stream) {
    synchronized (this) {
      call = stream;
    }
    tell();
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
    if (ends()) {
      listener.onEnd();
    }
  }

  @Override
  public void onError(BedrockException error) {
    if (ends()) {
      listener.onError(error);
    }
  }

  private synchronized boolean ends() {
    boolean first = !over && wish != Wish.CANCEL;
    over = true;
    return first;
  }

  /** What the reader wants last. */
  private enum Wish {
    FLOW,
    PAUSE,
    CANCEL;

    void tell(ConverseStream stream) {
      switch (this) {
        case FLOW -> stream.resume();
        case PAUSE -> stream.pause();
        case CANCEL -> stream.cancel();
      }
    }
  }
}
