package io.aiportal.ollama;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.chat.CallException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an answer's pieces as they are asked for; each subscriber makes a call of its own.
 *
 * @param <T> what a piece is
 */
final class PiecePublisher<T> implements Flow.Publisher<T> {

  /** Starts a call whose pieces go to the consumer and whose course the listener follows. */
  interface Start<T> {
    void start(Consumer<T> pieces, AnswerListener listener);
  }

  private final Start<T> start;

  PiecePublisher(Start<T> start) {
    this.start = start;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Pieces<T> pieces = new Pieces<>(subscriber);
    subscriber.onSubscribe(pieces);
    if (!pieces.cancelled) {
      start.start(pieces.queue::add, pieces);
    }
  }

  /** One subscriber's pieces: queued as they come, passed on as they are wanted. */
  private static final class Pieces<T> implements Flow.Subscription, AnswerListener {

    private final Flow.Subscriber<? super T> subscriber;
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private volatile @Nullable ConverseStream stream;
    private volatile @Nullable Throwable failure;
    private volatile boolean finished;
    private volatile boolean cancelled;

    Pieces(Flow.Subscriber<? super T> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        failure = new IllegalArgumentException("demand must be positive, but was " + n);
        finished = true;
        cancelStream();
      } else {
        demand.accumulateAndGet(n, Pieces::addCapped);
      }
      drain();
    }

    @Override
    public void cancel() {
      cancelled = true;
      cancelStream();
    }

    @Override
    public void onOpen(ConverseStream stream) {
      this.stream = stream;
      if (cancelled || finished) {
        stream.cancel();
      }
    }

    @Override
    public void onPieces() {
      drain();
    }

    @Override
    public void onComplete(Metrics metrics) {
      finished = true;
      drain();
    }

    @Override
    public void onError(CallException error) {
      failure = error;
      finished = true;
      drain();
    }

    /** Passes on what is wanted; one thread at a time, others leave a mark and go. */
    private void drain() {
      if (work.getAndIncrement() != 0) {
        return;
      }
      int seen = 1;
      do {
        pass();
        seen = work.addAndGet(-seen);
      } while (seen != 0);
    }

    private void pass() {
      while (!cancelled && demand.get() > 0) {
        T piece = queue.poll();
        if (piece == null) {
          break;
        }
        demand.decrementAndGet();
        subscriber.onNext(piece);
      }
      if (cancelled) {
        queue.clear();
      } else if (finished && queue.isEmpty()) {
        finish();
      } else {
        steer();
      }
    }

    private void finish() {
      cancelled = true;
      Throwable error = failure;
      if (error == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(error);
      }
    }

    private void steer() {
      ConverseStream source = stream;
      if (source == null || finished) {
        return;
      }
      if (demand.get() == 0) {
        source.pause();
      } else {
        source.resume();
      }
    }

    private void cancelStream() {
      ConverseStream source = stream;
      if (source != null) {
        source.cancel();
      }
    }

    private static long addCapped(long a, long b) {
      long sum = a + b;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
  }
}
