package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One thread brings events, one the call's end, one the reader's wishes, and the listener throws
 * now and then: whatever the order, a stream ends once, or not at all when it was cancelled.
 */
@Tag("slow")
class SdkStreamStressTest {

  private static final int ROUNDS = 20_000;
  private static final Logger LOG = Logger.getLogger(SdkStream.class.getName());

  private static ExecutorService threads;

  @BeforeAll
  static void open() {
    LOG.setLevel(Level.OFF);
    threads = Executors.newFixedThreadPool(3);
  }

  @AfterAll
  static void close() {
    LOG.setLevel(null);
    threads.shutdownNow();
  }

  @Test
  void stream_endsOnce_whateverHappensAtOnce() throws Exception {
    int[] ends = new int[3];
    for (int seed = 0; seed < ROUNDS; seed++) {
      ends[round(seed)]++;
    }
    // Each outcome must have been seen often, or this tests nothing.
    assertThat(ends[0]).isGreaterThan(ROUNDS / 200);
    assertThat(ends[1]).isGreaterThan(ROUNDS / 200);
    assertThat(ends[2]).isGreaterThan(ROUNDS / 200);
  }

  private static int round(int seed) throws Exception {
    Random random = new Random(seed);
    Source source = new Source();
    Listener listener = new Listener(random.nextInt(4) == 0 ? random.nextInt(12) : -1);
    SdkStream.open(source::start, listener);
    boolean cancels = random.nextInt(3) == 0;
    List<Runnable> actors =
        new ArrayList<>(
            List.of(
                events(source, random.nextInt(10), random.nextInt(4)),
                end(source, random.nextInt(200), random.nextBoolean()),
                reader(listener, random.nextInt(200), cancels)));
    Collections.shuffle(actors, random);
    List<Future<?>> running = new ArrayList<>();
    for (Runnable actor : actors) {
      running.add(threads.submit(actor));
    }
    for (Future<?> actor : running) {
      actor.get(30, TimeUnit.SECONDS);
    }
    listener.check(seed, source);
    return listener.ends.get() == 0 ? 0 : listener.failed ? 1 : 2;
  }

  private static Runnable events(Source source, int events, int how) {
    return () -> {
      for (int i = 0; i < events; i++) {
        if (how == 0 && i == events - 1) {
          source.subscriber.onNext(Source.broken());
        } else {
          source.next("x");
        }
      }
      if (how < 2) {
        source.subscriber.onComplete();
      } else {
        source.subscriber.onError(new IOException("reset"));
      }
    };
  }

  private static Runnable end(Source source, int spins, boolean failing) {
    return () -> {
      spin(spins);
      if (failing) {
        source.call.completeExceptionally(new IOException("reset"));
      } else {
        source.call.complete(null);
      }
    };
  }

  private static Runnable reader(Listener listener, int spins, boolean cancels) {
    return () -> {
      listener.stream.pause();
      spin(spins);
      listener.stream.resume();
      if (cancels) {
        listener.cancel();
      }
    };
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }

  /** Throws at one of its calls, if it is to, and counts what must not be. */
  private static final class Listener implements ConverseStreamListener {
    private final int throwsAt;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger afterEnd = new AtomicInteger();
    private final AtomicInteger afterCancel = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean failed;
    private volatile boolean threw;
    private volatile ConverseStream stream;

    Listener(int throwsAt) {
      this.throwsAt = throwsAt;
    }

    void cancel() {
      stream.cancel();
      cancelled = true;
    }

    void check(int seed, Source source) {
      assertThat(overlaps).as("calls at once, seed %d", seed).hasValue(0);
      assertThat(afterEnd).as("calls after the end, seed %d", seed).hasValue(0);
      // One may have been under way.
      assertThat(afterCancel.get()).as("after cancel, seed %d", seed).isLessThanOrEqualTo(1);
      assertThat(ends.get()).as("ends, seed %d", seed).isBetween(cancelled ? 0 : 1, 1);
      if (threw && ends.get() == 1 || cancelled && ends.get() == 0) {
        assertThat(source.cancelled || source.call.isDone()).as("seed %d", seed).isTrue();
      }
    }

    private void hear() {
      if (inside.incrementAndGet() > 1) {
        overlaps.incrementAndGet();
      }
      if (ends.get() > 0) {
        afterEnd.incrementAndGet();
      }
      if (cancelled) {
        afterCancel.incrementAndGet();
      }
      spin(20);
      inside.decrementAndGet();
      if (calls.getAndIncrement() == throwsAt) {
        threw = true;
        throw new IllegalStateException("listener");
      }
    }

    @Override
    public void onOpen(ConverseStream opened) {
      stream = opened;
    }

    @Override
    public void onEvent(ConverseStreamEvent event) {
      hear();
    }

    @Override
    public void onEndOfRead() {
      hear();
    }

    @Override
    public void onEnd() {
      end();
    }

    @Override
    public void onError(BedrockException error) {
      failed = true;
      end();
    }

    private void end() {
      try {
        hear();
      } finally {
        ends.incrementAndGet();
      }
    }
  }
}
