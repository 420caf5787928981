package io.aiportal.ollama.server.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much may be spent, in US dollars; what is empty is not limited.
 *
 * @param daily within a day of UTC
 * @param monthly within a month of UTC
 */
public record BudgetSetting(Optional<BigDecimal> daily, Optional<BigDecimal> monthly) {

  /** No limit. */
  public static final BudgetSetting NONE = new BudgetSetting(Optional.empty(), Optional.empty());

  /** As the file has it, without braces; empty for no limit. */
  public String shown() {
    List<String> shown = new ArrayList<>();
    daily.ifPresent(usd -> shown.add("daily_usd: " + usd.toPlainString()));
    monthly.ifPresent(usd -> shown.add("monthly_usd: " + usd.toPlainString()));
    return String.join(", ", shown);
  }
}
