package io.aiportal.ollama.server.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts in memory, for one gateway.
 *
 * <p>What a minute brings comes bit by bit. All of it may be taken at once where nobody took
 * anything for a minute.
 */
final class MemoryLimitStore implements LimitStore {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Beyond it, those that are as they were at first are forgotten: persons come and go. */
  private static final int MANY = 10_000;

  private final TimeMeter time;

  // Guarded by this.
  private final Map<String, Counter> counters = new HashMap<>();
  private int many = MANY;

  /** Counts by a clock of nanoseconds, such as {@code System::nanoTime}. */
  MemoryLimitStore(LongSupplier nanoTime) {
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanoTime.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  @Override
  public synchronized CompletableFuture<List<Standing>> take(List<Claim> claims) {
    List<Standing> after = new ArrayList<>(claims.size());
    for (Claim claim : claims) {
      Standing standing = counter(claim.limit()).take(claim);
      if (standing.isShort()) {
        claims.subList(0, after.size()).forEach(taken -> add(taken, taken.taken()));
        return CompletableFuture.completedFuture(asked(claims));
      }
      after.add(standing);
    }
    return CompletableFuture.completedFuture(after);
  }

  private List<Standing> asked(List<Claim> claims) {
    List<Standing> standings = new ArrayList<>(claims.size());
    claims.forEach(claim -> standings.add(counter(claim.limit()).ask(claim)));
    return standings;
  }

  private void add(Claim claim, long amount) {
    counter(claim.limit()).add(amount);
  }

  @Override
  public synchronized void giveBack(List<Claim> claims) {
    claims.forEach(claim -> add(claim, claim.amount()));
  }

  /** How many limits are counted. */
  synchronized int size() {
    return counters.size();
  }

  private Counter counter(Limit limit) {
    if (counters.size() > many) {
      counters.values().removeIf(Counter::isUntouched);
      many = Math.max(MANY, 2 * counters.size());
    }
    Counter counter = counters.get(limit.id());
    if (counter == null) {
      counter =
          limit.unit() == Limit.Unit.OPEN_ANSWERS
              ? new OpenAnswers()
              : new PerMinute(limit.most(), time);
      counters.put(limit.id(), counter);
    }
    counter.most(limit.most());
    return counter;
  }

  /** What is counted for one limit. */
  private interface Counter {

    /** The operator may have changed his mind. */
    void most(long most);

    Standing ask(Claim claim);

    /** Takes what is claimed, if it is there, and tells what is left. */
    Standing take(Claim claim);

    /** Gives back so much, or takes it where it is less than nothing. */
    void add(long amount);

    boolean isUntouched();
  }

  private static final class OpenAnswers implements Counter {

    private long open;

    @Override
    public void most(long most) {}

    @Override
    public Standing ask(Claim claim) {
      boolean there = open + claim.taken() <= claim.limit().most();
      return standing(claim.limit(), there ? Duration.ZERO : null);
    }

    @Override
    public Standing take(Claim claim) {
      Standing asked = ask(claim);
      if (asked.isShort()) {
        return asked;
      }
      open += claim.taken();
      return standing(claim.limit(), Duration.ZERO);
    }

    @Override
    public void add(long amount) {
      open -= amount;
    }

    private Standing standing(Limit limit, @Nullable Duration delay) {
      return new Standing(limit, Math.max(0, limit.most() - open), delay, Duration.ZERO);
    }

    @Override
    public boolean isUntouched() {
      return open == 0;
    }
  }

  private static final class PerMinute implements Counter {

    private final Bucket bucket;
    private long most;

    PerMinute(long most, TimeMeter time) {
      this.most = most;
      this.bucket =
          Bucket.builder()
              .addLimit(bandwidth(most))
              .withCustomTimePrecision(time)
              .withSynchronizationStrategy(SynchronizationStrategy.NONE)
              .build();
    }

    private static Bandwidth bandwidth(long most) {
      return Bandwidth.builder().capacity(most).refillGreedy(most, MINUTE).build();
    }

    @Override
    public void most(long most) {
      if (this.most != most) {
        this.most = most;
        bucket.replaceConfiguration(
            BucketConfiguration.builder().addLimit(bandwidth(most)).build(),
            TokensInheritanceStrategy.PROPORTIONALLY);
      }
    }

    @Override
    public Standing ask(Claim claim) {
      EstimationProbe probe = bucket.estimateAbilityToConsume(claim.taken());
      return standing(
          claim.limit(),
          probe.getRemainingTokens(),
          Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    @Override
    public Standing take(Claim claim) {
      ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(claim.taken());
      return standing(
          claim.limit(),
          probe.getRemainingTokens(),
          Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    @Override
    public void add(long amount) {
      if (amount > 0) {
        bucket.addTokens(amount);
      } else if (amount < 0) {
        bucket.consumeIgnoringRateLimits(-amount);
      }
    }

    private Standing standing(Limit limit, long left, Duration delay) {
      long missing = most - left;
      return new Standing(
          limit,
          Math.max(0, left),
          delay,
          Duration.ofNanos((long) ((double) missing / most * MINUTE.toNanos())));
    }

    @Override
    public boolean isUntouched() {
      return bucket.getAvailableTokens() >= most;
    }
  }
}
