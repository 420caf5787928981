package io.aiportal.ollama.server.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in memory, for one gateway.
 *
 * <p>What a call took counts for the day and the hour in which it ends.
 */
public final class MemoryLedger implements Ledger {

  private static final int KEPT_HOURS = 25;
  private static final int KEPT_DAYS = 31;

  private final Clock clock;

  // Guarded by this.
  private final Map<String, Book> books = new HashMap<>();
  private LocalDate swept = LocalDate.MIN;

  /** An empty ledger. */
  public MemoryLedger(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized CompletableFuture<Optional<Lack>> reserve(
      List<Account> accounts, long nanoUsd) {
    Instant now = clock.instant();
    for (Account account : accounts) {
      Lack lack = book(account.subject()).lack(account, nanoUsd, now);
      if (lack != null) {
        return CompletableFuture.completedFuture(Optional.of(lack));
      }
    }
    accounts.forEach(account -> book(account.subject()).reserved += nanoUsd);
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public synchronized void settle(List<Subject> subjects, long reserved, Spending spending) {
    Instant now = clock.instant();
    for (Subject subject : subjects) {
      Book book = book(subject);
      book.reserved -= reserved;
      if (!spending.equals(Spending.NONE)) {
        book.add(spending, now);
      }
    }
    sweep(day(now));
  }

  @Override
  public synchronized CompletableFuture<Statement> statement(Subject subject) {
    Book book = books.get(subject.id());
    return CompletableFuture.completedFuture(book == null ? Statement.NONE : book.statement());
  }

  @Override
  public synchronized Map<String, Statement> known() {
    Map<String, Statement> all = new TreeMap<>();
    books.forEach((id, book) -> all.put(id, book.statement()));
    return all;
  }

  /**
   * Goes on from what was kept. What was reserved then counts as spent: nobody settled it, so its
   * calls may have gone on to their ends.
   */
  public synchronized void restore(Map<String, Statement> kept) {
    Instant now = clock.instant();
    kept.forEach(
        (id, statement) -> {
          Book book = books.computeIfAbsent(id, unknown -> new Book());
          book.hours.putAll(statement.hours());
          book.days.putAll(statement.days());
          if (statement.reserved() > 0) {
            book.add(new Spending(0, statement.reserved(), 0, 0, 0), now);
          }
        });
    sweep(day(now));
  }

  private Book book(Subject subject) {
    return books.computeIfAbsent(subject.id(), unknown -> new Book());
  }

  /** Persons come and go: once a day those are forgotten who took nothing for a month. */
  private void sweep(LocalDate today) {
    if (!today.equals(swept)) {
      swept = today;
      books.values().forEach(book -> book.forget(today));
      books.values().removeIf(book -> book.days.isEmpty() && book.reserved == 0);
    }
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  /** What one has taken, and what is reserved. */
  private static final class Book {

    final TreeMap<Instant, Spending> hours = new TreeMap<>();
    final TreeMap<LocalDate, Spending> days = new TreeMap<>();
    long reserved;

    void add(Spending spending, Instant now) {
      hours.merge(now.truncatedTo(ChronoUnit.HOURS), spending, Spending::plus);
      days.merge(day(now), spending, Spending::plus);
      hours.headMap(now.minus(KEPT_HOURS, ChronoUnit.HOURS)).clear();
    }

    void forget(LocalDate today) {
      days.headMap(today.minusDays(KEPT_DAYS - 1)).clear();
    }

    @Nullable Lack lack(Account account, long sum, Instant now) {
      Lack daily = lack(account, Period.DAY, sum, now);
      return daily == null ? lack(account, Period.MONTH, sum, now) : daily;
    }

    private @Nullable Lack lack(Account account, Period period, long sum, Instant now) {
      long budget = account.budget(period);
      if (budget == Account.UNLIMITED) {
        return null;
      }
      LocalDate today = day(now);
      long spent = Statement.spent(days, period, today);
      if (spent + reserved + sum <= budget) {
        return null;
      }
      Duration end = Duration.between(now, period.end(today));
      return new Lack(account.subject(), period, budget, spent + sum > budget, end);
    }

    Statement statement() {
      return new Statement(hours, days, reserved);
    }
  }
}
