package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls begin as soon as there is all that they need, in a fair order, and those wait that
 * have to, for a while.
 *
 * <p>One call is tried at a time, by whichever thread brings news: a call that comes, one that has
 * ended, or a timer. Where something is short for one call, it is short for all behind it that need
 * it too, or a small call would always overtake a large one. Nobody waits with a thread.
 */
final class AdmissionQueue {

  /** What comes back elsewhere brings no news; so often it is looked for. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Reserve reserve;
  private final Scheduler scheduler;
  private final LongSupplier nanoTime;
  private final int length;
  private final Duration patience;

  // Guarded by this.
  private final FairQueue<Waiter> waiting = new FairQueue<>();

  /** What is short, as far as was seen since somebody gave something back. */
  private final Set<String> blocked = new HashSet<>();

  private boolean busy;
  private long news;
  private @Nullable Wake wake;

  AdmissionQueue(
      Reserve reserve, Scheduler scheduler, LongSupplier nanoTime, int length, Duration patience) {
    this.reserve = reserve;
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
    this.length = length;
    this.patience = patience;
  }

  /** How many calls wait. */
  synchronized int size() {
    return waiting.size();
  }

  /**
   * Lets a call begin, now or later.
   *
   * @return whether it may; it does not fail, and whoever cancels it leaves the queue
   */
  CompletableFuture<Admission> enter(Demand demand) {
    Waiter waiter = new Waiter(demand, nanoTime.getAsLong() + patience.toNanos());
    boolean due;
    synchronized (this) {
      waiting.add(demand.party(), waiter);
      due = !busy && isPossible(waiter);
      busy |= due;
    }
    if (due) {
      serve();
    }
    if (!waiter.result.isDone()) {
      await(waiter);
    }
    return waiter.result;
  }

  /** Gives all who wait other demands in place of theirs, and tries them anew. */
  void renew(UnaryOperator<Demand> renewal) {
    synchronized (this) {
      waiting.forEach(waiter -> waiter.demand(renewal.apply(waiter.demand)));
      news++;
      blocked.clear();
    }
    serveIfIdle();
  }

  private void await(Waiter waiter) {
    if (size() > length) {
      refuse(waiter, LimitRefusals.full());
      return;
    }
    Scheduler.Cancellation deadline = scheduler.schedule(() -> expire(waiter), patience);
    waiter.result.whenComplete(
        (admission, left) -> {
          deadline.cancel();
          if (left != null) {
            leave(waiter);
          }
        });
  }

  private void expire(Waiter waiter) {
    refuse(waiter, LimitRefusals.orFull(waiter.reason));
  }

  private void refuse(Waiter waiter, CallException reason) {
    if (leave(waiter)) {
      waiter.result.complete(Admission.refused(reason, waiter.standings));
    }
  }

  private synchronized boolean leave(Waiter waiter) {
    return waiting.remove(waiter.party, waiter);
  }

  private boolean isPossible(Waiter waiter) {
    return Collections.disjoint(blocked, waiter.blockers);
  }

  /** Serves all that can be served, if nobody does so already. */
  private void serveIfIdle() {
    synchronized (this) {
      if (busy) {
        return;
      }
      busy = true;
    }
    serve();
  }

  private void serve() {
    for (Turn turn = next(); turn != null; turn = next()) {
      Turn tried = turn;
      CompletableFuture<ReserveAttempt> attempt = reserve.attempt(tried.demand);
      if (!attempt.isDone()) {
        attempt.thenAccept(
            outcome -> {
              tried(tried, outcome);
              serve();
            });
        return;
      }
      tried(tried, attempt.join());
    }
  }

  private synchronized @Nullable Turn next() {
    Waiter first = waiting.first(this::isPossible);
    busy = first != null;
    return first == null ? null : new Turn(first, first.demand, news);
  }

  private void tried(Turn turn, ReserveAttempt attempt) {
    Waiter waiter = turn.waiter;
    waiter.standings = attempt.standings();
    if (attempt.isGranted()) {
      grant(waiter, turn.demand);
      return;
    }
    waiter.reason = attempt.reason();
    if (!attempt.isShort() || isHopeless(waiter, attempt)) {
      refuse(waiter, LimitRefusals.orFull(attempt.reason()));
      return;
    }
    block(turn, attempt);
  }

  private boolean isHopeless(Waiter waiter, ReserveAttempt attempt) {
    Duration delay = attempt.delay();
    return attempt.certain()
        && delay != null
        && delay.toNanos() > waiter.deadline - nanoTime.getAsLong();
  }

  private void grant(Waiter waiter, Demand demand) {
    boolean there;
    synchronized (this) {
      there = waiting.serve(demand.party(), waiter, demand.share());
    }
    Admission admission =
        Admission.granted(
            waiter.standings,
            (usage, guessed, answered) -> settle(demand, demand.taken(usage, guessed), answered));
    if (!there || !waiter.result.complete(admission)) {
      admission.settle(TokenUsage.NONE, false, null);
    }
  }

  /** What comes back may be what somebody waits for. */
  private void settle(Demand demand, TokenUsage usage, @Nullable Model answered) {
    reserve.settle(demand, usage, answered);
    synchronized (this) {
      news++;
      demand.blockers().forEach(blocked::remove);
      long unused = demand.share() - demand.estimate().takenTokens(usage);
      waiting.giveBack(demand.party(), Math.max(0, unused));
    }
    serveIfIdle();
  }

  /** Something may have come back while it was asked for: then it is asked for again. */
  private synchronized void block(Turn turn, ReserveAttempt attempt) {
    if (turn.news != news) {
      return;
    }
    blocked.add(attempt.blocker());
    Duration delay = attempt.delay();
    Duration look = delay == null || delay.compareTo(LOOK) > 0 ? LOOK : delay;
    wakeIn(look.compareTo(SHORTEST) < 0 ? SHORTEST : look);
  }

  private void wakeIn(Duration delay) {
    long due = nanoTime.getAsLong() + delay.toNanos();
    Wake planned = wake;
    if (planned != null && planned.due <= due) {
      return;
    }
    if (planned != null) {
      planned.timer.cancel();
    }
    wake = new Wake(due, scheduler.schedule(this::awake, delay));
  }

  private void awake() {
    synchronized (this) {
      wake = null;
      news++;
      blocked.clear();
    }
    serveIfIdle();
  }

  /** One whose turn it is, what it needs, and how much news there had been before. */
  private record Turn(Waiter waiter, Demand demand, long news) {}

  private record Wake(long due, Scheduler.Cancellation timer) {}

  /** A call that waits. */
  private static final class Waiter {

    final Party party;
    final long deadline;
    final CompletableFuture<Admission> result = new CompletableFuture<>();
    volatile @Nullable CallException reason;
    volatile List<Standing> standings = List.of();

    // Guarded by the queue.
    private Demand demand;
    private List<String> blockers;

    Waiter(Demand demand, long deadline) {
      this.party = demand.party();
      this.demand = demand;
      this.blockers = demand.blockers();
      this.deadline = deadline;
    }

    void demand(Demand other) {
      demand = other;
      blockers = other.blockers();
    }
  }
}
