package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What was seen of requests since the start, in the few figures that a person wants to know. */
public final class LiveFigures {

  private final Clock clock;
  private final Instant started;
  private final Map<Verdict, LongAdder> verdicts = new ConcurrentHashMap<>();
  private final Map<String, Failures> failures = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> attempts = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();
  private final Map<String, Answers> models = new ConcurrentHashMap<>();
  private final LongAdder kept = new LongAdder();
  private final Answers all = new Answers();
  private final RecentTimes firstPieces = new RecentTimes();

  LiveFigures(Clock clock) {
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Failures of a kind. */
  static final class Failures {

    private final LongAdder count = new LongAdder();
    private volatile Instant last = Instant.EPOCH;
    private volatile String model = RequestEnd.NONE;

    private void add(RequestEnd end, Instant now) {
      count.increment();
      last = now;
      model = end.model();
    }

    long count() {
      return count.sum();
    }

    Instant last() {
      return last;
    }

    /** The model that was asked when it happened last. */
    String model() {
      return model;
    }
  }

  /** Answers and what they took. */
  static final class Answers {

    private final LongAdder count = new LongAdder();
    private final LongAdder input = new LongAdder();
    private final LongAdder output = new LongAdder();
    private final LongAdder cacheRead = new LongAdder();
    private final LongAdder cacheWrite = new LongAdder();
    private final DoubleAdder cost = new DoubleAdder();

    private void add(RequestEnd end) {
      TokenUsage usage = end.usage();
      Integer read = usage.cacheReadInputTokens();
      count.increment();
      input.add(usage.inputTokens());
      output.add(usage.outputTokens());
      cacheRead.add(read == null ? 0 : read);
      cacheWrite.add(usage.cacheWriteInputTokens());
      cost.add(end.cost() == null ? 0 : end.cost().doubleValue());
    }

    long count() {
      return count.sum();
    }

    long input() {
      return input.sum();
    }

    long output() {
      return output.sum();
    }

    long cacheRead() {
      return cacheRead.sum();
    }

    long cacheWrite() {
      return cacheWrite.sum();
    }

    double cost() {
      return cost.sum();
    }
  }

  /** Counts a request, but for what probes and operators look at. */
  void add(RequestEnd end) {
    if (end.api().equals(RequestEnd.NONE) && !end.route().equals(RequestEnd.NONE)) {
      return;
    }
    verdicts.computeIfAbsent(end.verdict(), any -> new LongAdder()).increment();
    if (!end.cause().isEmpty()) {
      failures.computeIfAbsent(end.cause(), any -> new Failures()).add(end, clock.instant());
    }
    if (end.kept()) {
      kept.increment();
    }
    if (end.firstPieceNanos() >= 0) {
      firstPieces.add(end.firstPieceNanos());
    }
    CallTrail trail = end.trail();
    if (trail != null) {
      trail.attempts().forEach(attempt -> count(attempts, attempt.target()));
      trail.retries().forEach(retry -> count(retries, retry.target()));
      if (end.verdict() == Verdict.ANSWERED) {
        all.add(end);
        models.computeIfAbsent(end.model(), any -> new Answers()).add(end);
      }
    }
  }

  private static void count(Map<String, LongAdder> counts, String name) {
    counts.computeIfAbsent(name, any -> new LongAdder()).increment();
  }

  /** How long this has been going on. */
  Duration uptime() {
    return Duration.between(started, clock.instant());
  }

  long requests(Verdict verdict) {
    LongAdder count = verdicts.get(verdict);
    return count == null ? 0 : count.sum();
  }

  /** Answers that were given again. */
  long kept() {
    return kept.sum();
  }

  /** Failures by their kinds. */
  Map<String, Failures> failures() {
    return new TreeMap<>(failures);
  }

  /** Requests that were made at a place. */
  public long attempts(String target) {
    LongAdder count = attempts.get(target);
    return count == null ? 0 : count.sum();
  }

  /** Requests that failed at a place, and were followed by another. */
  public long retries(String target) {
    LongAdder count = retries.get(target);
    return count == null ? 0 : count.sum();
  }

  /** All answers. */
  Answers answers() {
    return all;
  }

  /** Answers by the names of their models. */
  Map<String, Answers> models() {
    return new TreeMap<>(models);
  }

  /** How long clients waited for the first piece of an answer. */
  RecentTimes firstPieces() {
    return firstPieces;
  }
}
