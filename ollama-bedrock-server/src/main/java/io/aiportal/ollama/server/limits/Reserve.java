package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.Price;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reserves all that a call needs, or nothing: of limits, and of budgets.
 *
 * <p>What counts may fail or be silent. Without limits calls go on, as a call too many does little
 * harm; without the ledger those with a budget do not, as money would be spent that nobody has.
 */
final class Reserve {

  private static final System.Logger LOG = System.getLogger(Reserve.class.getName());

  /** What counts must answer within it. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long NANOS_BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

  private final LimitStore limits;
  private final Ledger ledger;
  private final Function<Model, @Nullable Price> prices;
  private final Scheduler scheduler;
  private final AtomicLong warned = new AtomicLong(System.nanoTime() - NANOS_BETWEEN_WARNINGS);

  /**
   * Reserves what others count.
   *
   * @param prices tells what a model costs; null where nobody knows
   */
  Reserve(
      LimitStore limits,
      Ledger ledger,
      Function<Model, @Nullable Price> prices,
      Scheduler scheduler) {
    this.limits = limits;
    this.ledger = ledger;
    this.prices = prices;
    this.scheduler = scheduler;
  }

  /** Reserves all, if it is there; the future does not fail. */
  CompletableFuture<ReserveAttempt> attempt(Demand demand) {
    CompletableFuture<List<Standing>> taken =
        demand.claims().isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : inTime(() -> limits.take(demand.claims()), late -> giveBackLate(demand, late));
    return taken
        .thenApply(ReserveAttempt::shortOf)
        .exceptionally(
            failure -> {
              warn("limits cannot be counted, and do not hold", failure);
              return ReserveAttempt.granted(List.of());
            })
        .thenCompose(
            attempt ->
                attempt.isGranted() && !demand.accounts().isEmpty()
                    ? pay(demand, attempt)
                    : CompletableFuture.completedFuture(attempt));
  }

  private CompletableFuture<ReserveAttempt> pay(Demand demand, ReserveAttempt taken) {
    if (demand.price() == null) {
      limits.giveBack(demand.claims());
      return CompletableFuture.completedFuture(
          ReserveAttempt.refused(
              taken.standings(), LimitRefusals.unpriced(demand.estimate().model().name())));
    }
    long sum = demand.sum();
    CompletableFuture<Optional<Lack>> reserved =
        inTime(() -> ledger.reserve(demand.accounts(), sum), late -> unreserveLate(demand, late));
    return reserved
        .thenApply(
            lack ->
                lack.map(some -> ReserveAttempt.shortOf(taken.standings(), some, sum))
                    .orElse(taken))
        .exceptionally(
            failure -> {
              warn("the ledger cannot be asked, and nobody with a budget is answered", failure);
              return ReserveAttempt.refused(taken.standings(), LimitRefusals.unknown(failure));
            })
        .thenApply(
            attempt -> {
              if (!attempt.isGranted()) {
                giveBack(demand);
              }
              return attempt;
            });
  }

  private void giveBack(Demand demand) {
    quietly(() -> limits.giveBack(demand.claims()));
  }

  private void giveBackLate(Demand demand, List<Standing> late) {
    if (late.stream().noneMatch(Standing::isShort)) {
      giveBack(demand);
    }
  }

  private void unreserveLate(Demand demand, Optional<Lack> late) {
    if (late.isEmpty()) {
      ledger.settle(subjects(demand.accounts()), demand.sum(), Spending.NONE);
    }
  }

  /**
   * Gives back what the call did not take, and puts down what it took.
   *
   * @param answered the model that answered; null if nobody knows, and the dearest one counts
   */
  void settle(Demand demand, TokenUsage usage, @Nullable Model answered) {
    List<Claim> rest = new ArrayList<>(demand.claims().size());
    for (Claim claim : demand.claims()) {
      long unused =
          switch (claim.limit().unit()) {
            case REQUESTS -> 0;
            case TOKENS -> claim.taken() - demand.estimate().takenTokens(usage);
            case OPEN_ANSWERS -> 1;
          };
      if (unused != 0) {
        rest.add(new Claim(claim.limit(), unused));
      }
    }
    if (!rest.isEmpty()) {
      quietly(() -> limits.giveBack(rest));
    }
    quietly(() -> pay(demand, usage, answered == null ? demand.price() : prices.apply(answered)));
  }

  /** Who has no budget has nothing reserved. */
  private void pay(Demand demand, TokenUsage usage, @Nullable Price price) {
    long cost = price == null ? 0 : Money.cost(price, usage);
    Spending spending = usage.equals(TokenUsage.NONE) ? Spending.NONE : Spending.of(cost, usage);
    List<Subject> reserved = subjects(demand.accounts());
    if (!reserved.isEmpty()) {
      ledger.settle(reserved, demand.sum(), spending);
    }
    List<Subject> others = new ArrayList<>(demand.spenders());
    others.removeAll(reserved);
    if (!others.isEmpty() && !spending.equals(Spending.NONE)) {
      ledger.settle(others, 0, spending);
    }
  }

  private static List<Subject> subjects(List<Account> accounts) {
    return accounts.stream().map(Account::subject).toList();
  }

  /** Whoever counts elsewhere may be silent; what comes too late is undone. */
  private <T> CompletableFuture<T> inTime(Supplier<CompletableFuture<T>> call, Consumer<T> undo) {
    CompletableFuture<T> asked;
    try {
      asked = call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (asked.isDone()) {
      return asked;
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    Scheduler.Cancellation timer =
        scheduler.schedule(() -> answer.completeExceptionally(new TimeoutException()), PATIENCE);
    asked.whenComplete(
        (value, failure) -> {
          timer.cancel();
          if (failure != null) {
            answer.completeExceptionally(failure);
          } else if (!answer.complete(value)) {
            quietly(() -> undo.accept(value));
          }
        });
    return answer;
  }

  private void quietly(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      warn("what was reserved cannot be settled", e);
    }
  }

  private void warn(String what, @Nullable Throwable why) {
    long now = System.nanoTime();
    long last = warned.get();
    if (now - last >= NANOS_BETWEEN_WARNINGS && warned.compareAndSet(last, now)) {
      LOG.log(Level.WARNING, "{0}: {1}", what, why);
    }
  }
}
