package io.aiportal.testkit.bedrock.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What the simulator saw so far. Safe for several threads.
 *
 * <p>A stream is an answer of ConverseStream, from its first byte's turn to its end.
 */
public final class Report {

  /** How many requests are kept; of more, the oldest are forgotten. */
  public static final int REQUESTS_KEPT = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ReportedRequest> requests = new ArrayDeque<>();
  private final Map<StreamEnd, Integer> ended = new EnumMap<>(StreamEnd.class);
  private long requestCount;
  private int openStreams;
  private int abandonedAnswers;

  /** The requests, oldest first. */
  public List<ReportedRequest> requests() {
    lock.lock();
    try {
      return List.copyOf(requests);
    } finally {
      lock.unlock();
    }
  }

  /** The requests of one operation, such as {@code Converse}, oldest first. */
  public List<ReportedRequest> requests(String operation) {
    return requests().stream().filter(r -> r.operation().equals(operation)).toList();
  }

  /** The requests that are meant, oldest first. */
  public List<ReportedRequest> requests(RequestMatcher matcher) {
    return requests().stream().filter(matcher::matches).toList();
  }

  /** How many requests came, those forgotten included. */
  public long requestCount() {
    lock.lock();
    try {
      return requestCount;
    } finally {
      lock.unlock();
    }
  }

  /** Streams that have begun and not ended. */
  public int openStreams() {
    lock.lock();
    try {
      return openStreams;
    } finally {
      lock.unlock();
    }
  }

  /** Streams that were sent to their end. */
  public int completedStreams() {
    return streams(StreamEnd.COMPLETED);
  }

  /** Streams whose reader went away before the end. */
  public int cancelledStreams() {
    return streams(StreamEnd.CANCELLED);
  }

  /** Streams that the simulator cut because a fault demanded it. */
  public int brokenStreams() {
    return streams(StreamEnd.BROKEN);
  }

  /** Whole answers whose reader went away before the end. */
  public int abandonedAnswers() {
    lock.lock();
    try {
      return abandonedAnswers;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until exactly so many streams are open.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitOpenStreams(int count, Duration within) {
    await(count + " open streams", within, () -> openStreams == count);
  }

  /**
   * Waits until at least so many streams have been sent to their end.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitCompletedStreams(int count, Duration within) {
    await(count + " completed streams", within, () -> streams(StreamEnd.COMPLETED) >= count);
  }

  /**
   * Waits until at least so many readers have gone away.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitCancelledStreams(int count, Duration within) {
    await(count + " cancelled streams", within, () -> streams(StreamEnd.CANCELLED) >= count);
  }

  /**
   * Waits until at least so many readers of whole answers have gone away.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitAbandonedAnswers(int count, Duration within) {
    await(count + " abandoned answers", within, () -> abandonedAnswers >= count);
  }

  /**
   * Waits until at least so many requests of one operation, such as {@code Converse}, have come.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitRequests(String operation, int count, Duration within) {
    await(count + " requests of " + operation, within, () -> requests(operation).size() >= count);
  }

  /**
   * Waits until at least so many of the requests that are meant have come.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitRequests(RequestMatcher matcher, int count, Duration within) {
    await(count + " times " + matcher, within, () -> requests(matcher).size() >= count);
  }

  /**
   * Waits until at least so many requests have come.
   *
   * @throws AssertionError if that isn't so within the time
   */
  public void awaitRequests(int count, Duration within) {
    await(count + " requests", within, () -> requestCount >= count);
  }

  /** For the simulator: a request came. */
  public void request(ReportedRequest request) {
    change(
        () -> {
          requestCount++;
          requests.addLast(request);
          if (requests.size() > REQUESTS_KEPT) {
            requests.removeFirst();
          }
        });
  }

  /** For the simulator: a stream begins. */
  public void streamBegan() {
    change(() -> openStreams++);
  }

  /** For the simulator: a stream ended. */
  public void streamEnded(StreamEnd end) {
    change(
        () -> {
          openStreams--;
          ended.merge(end, 1, Integer::sum);
        });
  }

  /** For the simulator: the reader of a whole answer went away. */
  public void answerAbandoned() {
    change(() -> abandonedAnswers++);
  }

  /** Forgets the requests and the answers that have ended. */
  public void reset() {
    change(
        () -> {
          requestCount = 0;
          requests.clear();
          ended.clear();
          abandonedAnswers = 0;
        });
  }

  private int streams(StreamEnd end) {
    lock.lock();
    try {
      return ended.getOrDefault(end, 0);
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(String what, Duration within, BooleanSupplier reached) {
    long deadline = System.nanoTime() + within.toNanos();
    lock.lock();
    try {
      while (!reached.getAsBoolean()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError(
              "Not %s within %s, but %d requests, streams: %d open, ended %s"
                  .formatted(what, within, requestCount, openStreams, ended));
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for " + what, e);
    } finally {
      lock.unlock();
    }
  }
}
