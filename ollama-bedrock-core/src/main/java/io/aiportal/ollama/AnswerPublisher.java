package io.aiportal.ollama;

import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Throwables;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an answer's pieces as they are demanded; the call is made with the first demand.
 *
 * @param <T> what a piece is
 */
final class AnswerPublisher<T> implements Flow.Publisher<T> {

  private final BiConsumer<Consumer<T>, AnswerListener> call;

  /**
   * A publisher of one call's pieces.
   *
   * @param call makes a call: its pieces go to the consumer, its course to the listener
   */
  AnswerPublisher(BiConsumer<Consumer<T>, AnswerListener> call) {
    this.call = call;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    Subscription<T> subscription = new Subscription<>(call, subscriber);
    try {
      subscriber.onSubscribe(subscription);
    } catch (Throwable thrown) { // a subscriber that throws is taken to have cancelled
      subscription.cancel();
      Throwables.throwIfFatal(thrown);
    }
  }

  /** One subscriber's pieces: queued as they come, passed on as they are demanded. */
  private static final class Subscription<T> implements Flow.Subscription, AnswerListener {

    private final BiConsumer<Consumer<T>, AnswerListener> call;
    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();

    /** Whether the flow was told to pause; in the drain's turn. */
    private boolean held;

    /** Let go of when nothing more is to be told, so that a finished call holds nobody. */
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    private volatile @Nullable AnswerFlow flow;
    private volatile @Nullable Throwable failure;
    private volatile boolean finished;
    private volatile boolean cancelled;

    Subscription(
        BiConsumer<Consumer<T>, AnswerListener> call, Flow.Subscriber<? super T> subscriber) {
      this.call = call;
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (cancelled) {
        return;
      }
      if (n <= 0) {
        queue.clear();
        end(new IllegalArgumentException("demand must be positive, but was " + n));
        cancelFlow();
        return;
      }
      demand.accumulateAndGet(n, Subscription::addCapped);
      if (started.compareAndSet(false, true)) {
        call.accept(queue::add, this);
      }
      drain();
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (!finished) { // a call that has ended is left to end in its own way
        cancelFlow();
      }
      drain();
    }

    @Override
    public void onOpen(AnswerFlow opened) {
      flow = opened;
      if (cancelled || finished) {
        opened.cancel();
      }
    }

    @Override
    public void onEndOfRead() {
      drain();
    }

    @Override
    public void onComplete(AnswerEnd how) {
      end(null);
    }

    @Override
    public void onError(CallException error) {
      end(error);
    }

    private void end(@Nullable Throwable reason) {
      failure = reason;
      finished = true;
      drain();
    }

    /** Passes on what is demanded; one thread at a time, others leave a mark and go. */
    private void drain() {
      if (work.getAndIncrement() != 0) {
        return;
      }
      int seen = 1;
      do {
        try {
          pass();
        } catch (Throwable thrown) { // a subscriber that throws is taken to have cancelled
          cancelled = true;
          cancelFlow();
          Throwables.throwIfFatal(thrown);
        }
        if (cancelled) {
          queue.clear();
          subscriber = null;
        }
        seen = work.addAndGet(-seen);
      } while (seen != 0);
    }

    private void pass() {
      Flow.Subscriber<? super T> reader = subscriber;
      if (reader == null) {
        return;
      }
      while (!cancelled && demand.get() > 0) {
        T piece = queue.poll();
        if (piece == null) {
          break;
        }
        demand.decrementAndGet();
        reader.onNext(piece);
      }
      if (!cancelled && finished && queue.isEmpty()) {
        finish(reader);
      } else {
        steer();
      }
    }

    private void finish(Flow.Subscriber<? super T> reader) {
      cancelled = true;
      Throwable error = failure;
      if (error == null) {
        reader.onComplete();
      } else {
        reader.onError(error);
      }
    }

    private void steer() {
      AnswerFlow source = flow;
      if (source == null || finished || cancelled) {
        return;
      }
      boolean enough = demand.get() == 0;
      if (enough != held) {
        held = enough;
        if (enough) {
          source.pause();
        } else {
          source.resume();
        }
      }
    }

    private void cancelFlow() {
      AnswerFlow source = flow;
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
