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
 * Reads an answer's pieces on the caller's own thread, which waits for each of them.
 *
 * @param <T> what a piece is
 */
final class AnswerReader<T> implements Flow.Subscriber<T>, Iterator<T> {

  /** Pieces that may be under way to a reader that is busy with an earlier one. */
  private static final int WINDOW = 64;

  /** What the publisher told: a piece, a failure, or neither at the end. */
  private record Signal<T>(@Nullable T piece, @Nullable Throwable failure) {}

  private final BlockingQueue<Signal<T>> signals = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private @Nullable Signal<T> next;

  private AnswerReader() {}

  /** The pieces as a stream; closing it before its end cancels the call and wakes its reader. */
  static <T> Stream<T> stream(Flow.Publisher<T> publisher) {
    AnswerReader<T> reader = new AnswerReader<>();
    publisher.subscribe(reader);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(reader, Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .onClose(reader::close);
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    opened.request(WINDOW);
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

  /**
   * Waits for the next piece.
   *
   * @throws CallException if the answer failed, or was closed before its end
   */
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
      throw new CallException(CallException.Kind.INTERNAL, "the answer failed", failure);
    }
    return next.piece() != null;
  }

  @Override
  public T next() {
    T piece = hasNext() && next != null ? next.piece() : null;
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
      Signal<T> signal = signals.take();
      return closed ? cut("the answer was closed before its end", null) : signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
      return cut("interrupted while waiting for the answer", e);
    }
  }

  private static <T> Signal<T> cut(String reason, @Nullable Throwable cause) {
    return new Signal<>(null, new CallException(CallException.Kind.CANCELLED, reason, cause));
  }

  private void close() {
    closed = true;
    cancel();
    signals.add(cut("the answer was closed before its end", null));
  }

  private void cancel() {
    Flow.Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }
}
