package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.BudgetSetting;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {

  private static final Subject TEAM = Subject.key("team-a");
  private static final Subject ANN = Subject.person("team-a", "ann");

  private final TestTime time = new TestTime("2026-11-29T23:00:00Z");
  private MemoryLedger ledger = new MemoryLedger(time);

  private static Account account(
      Subject subject, @Nullable String daily, @Nullable String monthly) {
    return new Account(
        subject,
        new BudgetSetting(
            Optional.ofNullable(daily).map(BigDecimal::new),
            Optional.ofNullable(monthly).map(BigDecimal::new)));
  }

  private static long usd(String usd) {
    return Money.nanos(new BigDecimal(usd));
  }

  private @Nullable Lack reserve(Account account, String usd) {
    return ledger.reserve(List.of(account), usd(usd)).join().orElse(null);
  }

  private void settle(Subject subject, String reserved, String cost) {
    ledger.settle(List.of(subject), usd(reserved), new Spending(1, usd(cost), 10, 2, 3));
  }

  private Statement statement(Subject subject) {
    return ledger.statement(subject).join();
  }

  @Test
  void reservation_holdsMoneyBack_untilItIsSettled() {
    Account team = account(TEAM, "1.00", null);
    assertThat(reserve(team, "0.60")).isNull();
    assertThat(reserve(team, "0.60"))
        .isEqualTo(new Lack(TEAM, Period.DAY, usd("1"), false, Duration.ofHours(1)));
    settle(TEAM, "0.60", "0.40");
    assertThat(reserve(team, "0.60")).isNull();
    settle(TEAM, "0.60", "0.60");
    assertThat(statement(TEAM).spent(Period.DAY, LocalDate.of(2026, 11, 29))).isEqualTo(usd("1"));
    assertThat(reserve(team, "0.000000001"))
        .isEqualTo(new Lack(TEAM, Period.DAY, usd("1"), true, Duration.ofHours(1)));
    assertThat(reserve(team, "0")).isNull();
  }

  @Test
  void whatBedrockDidNotTake_comesBackWhole() {
    Account team = account(TEAM, "1.00", null);
    reserve(team, "1.00");
    ledger.settle(List.of(TEAM), usd("1.00"), Spending.NONE);
    assertThat(reserve(team, "1.00")).isNull();
    assertThat(statement(TEAM).days()).isEmpty();
  }

  @Test
  void day_endsAtMidnightOfUtc_andTheMonthGoesOn() {
    Account team = account(TEAM, "1.00", "1.50");
    reserve(team, "1.00");
    settle(TEAM, "1.00", "1.00");
    assertThat(reserve(team, "0.10")).extracting(Lack::period).isEqualTo(Period.DAY);
    time.pass(Duration.ofHours(1));
    assertThat(reserve(team, "0.60"))
        .isEqualTo(new Lack(TEAM, Period.MONTH, usd("1.5"), true, Duration.ofDays(1)));
    assertThat(reserve(team, "0.50")).isNull();
    settle(TEAM, "0.50", "0.50");
    time.pass(Duration.ofDays(1));
    assertThat(reserve(team, "1.00")).isNull();
  }

  /** What is reserved yesterday is spent today, so it is held back of today's budget too. */
  @Test
  void reservation_goesOnOverMidnight() {
    Account team = account(TEAM, "1.00", null);
    reserve(team, "0.80");
    time.pass(Duration.ofHours(2));
    assertThat(reserve(team, "0.40")).extracting(Lack::spent).isEqualTo(false);
    settle(TEAM, "0.80", "0.30");
    assertThat(reserve(team, "0.70")).isNull();
    assertThat(statement(TEAM).days().keySet()).containsExactly(LocalDate.of(2026, 11, 30));
  }

  @Test
  void severalAccounts_areReservedTogetherOrNotAtAll() {
    Account team = account(TEAM, "1.00", null);
    Account ann = account(ANN, "0.10", null);
    Optional<Lack> lack = ledger.reserve(List.of(team, ann), usd("0.50")).join();
    assertThat(lack).get().extracting(Lack::subject).isEqualTo(ANN);
    assertThat(reserve(team, "1.00")).isNull();
  }

  @Test
  void statement_tellsHoursOfADay_andDaysOfAMonth() {
    settle(TEAM, "0", "0.10");
    settle(TEAM, "0", "0.20");
    time.pass(Duration.ofHours(2));
    settle(TEAM, "0", "0.40");
    Statement statement = statement(TEAM);
    assertThat(statement.hour(Instant.parse("2026-11-29T23:59:00Z")))
        .isEqualTo(new Spending(2, usd("0.30"), 20, 4, 6));
    assertThat(statement.hour(Instant.parse("2026-11-30T00:00:00Z"))).isEqualTo(Spending.NONE);
    assertThat(statement.day(LocalDate.of(2026, 11, 30)))
        .isEqualTo(new Spending(1, usd("0.40"), 10, 2, 3));
    assertThat(statement(ANN)).isEqualTo(Statement.NONE);
    time.pass(Duration.ofHours(25));
    settle(TEAM, "0", "0");
    assertThat(statement(TEAM).hours()).hasSize(2);
    time.pass(Duration.ofDays(30));
    settle(ANN, "0", "0");
    assertThat(statement(TEAM).days().keySet()).containsExactly(LocalDate.of(2026, 12, 1));
    time.pass(Duration.ofDays(1));
    settle(ANN, "0", "0");
    assertThat(ledger.known().keySet()).containsExactly(ANN.id());
  }

  @Test
  void restart_goesOn_andWhatWasReservedIsSpent() throws IOException {
    Account team = account(TEAM, "1.00", null);
    settle(TEAM, "0", "0.50");
    reserve(team, "0.30");
    Map<String, Statement> kept = LedgerJson.read(LedgerJson.write(ledger.known()));
    assertThat(kept).isEqualTo(ledger.known());
    ledger = new MemoryLedger(time);
    ledger.restore(kept);
    assertThat(reserve(team, "0.30")).extracting(Lack::spent).isEqualTo(true);
    assertThat(reserve(team, "0.20")).isNull();
    assertThat(statement(TEAM).day(LocalDate.of(2026, 11, 29)).requests()).isOne();
  }
}
