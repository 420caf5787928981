package io.aiportal.ollama;

import io.aiportal.ollama.chat.CallException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a publisher's pieces on the caller's own thread, which waits for each of them.
 *
 * @param <T> what a piece is
 */
final class BlockingPieces<T> implements Flow.Subscriber<T>, Iterator<T> {

  private static final int WINDOW = 64;

  /** What the publisher told: a piece, a failure, or neither at the end. */
  private record Signal<T>(@Nullable T piece, @Nullable Throwable failure) {}

  private final BlockingQueue<Signal<T>> signals = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private @Nullable Signal<T> next;

  private BlockingPieces() {}

  /** The pieces as a stream; closing it before its end cancels the call. */
  static <T> Stream<T> stream(Flow.Publisher<T> publisher) {
    BlockingPieces<T> pieces = new BlockingPieces<>();
    publisher.subscribe(pieces);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(pieces, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .onClose(pieces::cancel);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(WINDOW);
  }

  @Override
  public void onNext(T piece) {
    signals.add(new Signal<>(piece, null));
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new Signal<>(null, failure));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal<>(null, null));
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = take();
    }
    Throwable failure = next.failure();
    if (failure instanceof CallException known) {
      throw known;
    }
    if (failure != null) {
      throw new IllegalStateException("the answer failed", failure);
    }
    return next.piece() != null;
  }

  @Override
  public T next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    T piece = next.piece();
    if (piece == null) {
      throw new NoSuchElementException();
    }
    next = null;
    Flow.Subscription source = subscription;
    if (source != null) {
      source.request(1);
    }
    return piece;
  }

  private Signal<T> take() {
    try {
      return signals.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
      throw new CallException(499, "interrupted while waiting for the answer", e);
    }
  }

  private void cancel() {
    Flow.Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }
}
