package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.server.settings.BudgetSetting;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What one may spend in a period, and what is left of it.
 *
 * @param allowance all of it, in US dollars
 * @param left what is neither spent nor reserved, in US dollars; 0 where there is none
 * @param from when the period began
 * @param until when the next one begins
 */
public record Allowance(BigDecimal allowance, BigDecimal left, Instant from, Instant until) {

  /** Of a day and a month the one of which less is left; null where nothing is limited. */
  public static @Nullable Allowance of(BudgetSetting budget, Statement statement, Instant now) {
    Allowance daily = of(budget.daily().orElse(null), Period.DAY, statement, now);
    Allowance monthly = of(budget.monthly().orElse(null), Period.MONTH, statement, now);
    if (daily == null || monthly == null) {
      return daily == null ? monthly : daily;
    }
    return daily.left().compareTo(monthly.left()) <= 0 ? daily : monthly;
  }

  private static @Nullable Allowance of(
      @Nullable BigDecimal budget, Period period, Statement statement, Instant now) {
    if (budget == null) {
      return null;
    }
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    BigDecimal gone = Money.usd(statement.spent(period, today) + statement.reserved());
    return new Allowance(
        budget,
        budget.subtract(gone).max(BigDecimal.ZERO),
        period.first(today).atStartOfDay(ZoneOffset.UTC).toInstant(),
        period.end(today));
  }
}
