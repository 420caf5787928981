package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.server.settings.BudgetSetting;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Who spends, and how much that may be, in billionths of a US dollar.
 *
 * @param subject who
 * @param daily how much within a day; {@link #UNLIMITED} where that is not limited
 * @param monthly how much within a month; {@link #UNLIMITED} where that is not limited
 */
public record Account(Subject subject, long daily, long monthly) {

  /** More than anybody can spend. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** An account with the budget that the settings have for it. */
  Account(Subject subject, BudgetSetting budget) {
    this(subject, most(budget.daily()), most(budget.monthly()));
  }

  private static long most(Optional<BigDecimal> usd) {
    return usd.map(Money::nanos).orElse(UNLIMITED);
  }

  /** How much that may be within a period. */
  long budget(Period period) {
    return period == Period.DAY ? daily : monthly;
  }
}
