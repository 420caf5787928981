package io.aiportal.ollama.server;

import io.aiportal.ollama.attempt.RestingPlace;
import io.aiportal.ollama.model.Lifecycle;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import io.aiportal.ollama.server.limits.Money;
import io.aiportal.ollama.server.limits.Period;
import io.aiportal.ollama.server.limits.Statement;
import io.aiportal.ollama.server.telemetry.LiveFigures;
import io.aiportal.ollama.server.telemetry.StatusTable;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the operator's page says of places and models. */
final class StatusTables {

  private static final int MOST_SPENDERS = 100;
  private static final int DIGITS_SHOWN = 4;

  private StatusTables() {}

  /**
   * What keys and people have spent: those who spent most this month, and no more than so many.
   *
   * @param spending what each has taken lately
   * @param today the day by the clock of UTC
   */
  static StatusTable spending(Map<String, Statement> spending, LocalDate today) {
    return new StatusTable(
        "Spending, in dollars, by the clock of UTC",
        List.of("Who", "Requests today", "Today", "This month", "Reserved"),
        spending.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Statement>>comparingLong(
                        one -> -one.getValue().spent(Period.MONTH, today))
                    .thenComparing(Map.Entry::getKey))
            .limit(MOST_SPENDERS)
            .map(one -> row(one.getKey(), one.getValue(), today))
            .toList());
  }

  private static List<String> row(String who, Statement statement, LocalDate today) {
    return List.of(
        who,
        String.format(Locale.ROOT, "%,d", statement.day(today).requests()),
        dollars(statement.spent(Period.DAY, today)),
        dollars(statement.spent(Period.MONTH, today)),
        dollars(statement.reserved()));
  }

  private static String dollars(long nanos) {
    return Money.usd(nanos).setScale(DIGITS_SHOWN, RoundingMode.CEILING).toPlainString();
  }

  /**
   * The places that calls go to.
   *
   * @param region what logs call the primary place
   * @param pool the further places
   * @param figures what was seen of them
   */
  static StatusTable places(String region, Pool pool, LiveFigures figures) {
    List<String> names = new ArrayList<>();
    names.add(region);
    names.addAll(pool.names());
    List<RestingPlace> resting = pool.resting();
    return new StatusTable(
        "Places that calls go to",
        List.of("Place", "Requests to Bedrock", "Failed and tried again", "State"),
        names.stream()
            .map(
                name ->
                    List.of(
                        name,
                        String.format(Locale.ROOT, "%,d", figures.attempts(name)),
                        String.format(Locale.ROOT, "%,d", figures.retries(name)),
                        state(name, resting)))
            .toList());
  }

  private static String state(String place, List<RestingPlace> resting) {
    String rests =
        resting.stream()
            .filter(one -> one.place().equals(place))
            .map(
                one ->
                    one.baseModelId()
                        + " rests until "
                        + one.until().truncatedTo(ChronoUnit.SECONDS))
            .collect(Collectors.joining("; "));
    return rests.isEmpty() ? "takes calls" : rests;
  }

  /** The models that can be called, and how. */
  static StatusTable models(ModelCatalogue catalogue) {
    return new StatusTable(
        "Models",
        List.of("Name", "Called as", "Reached by", "Lifecycle", "Dollars a million tokens"),
        catalogue.list().stream().map(StatusTables::row).toList());
  }

  private static List<String> row(Model model) {
    return List.of(model.name(), model.modelId(), reached(model), lifecycle(model), price(model));
  }

  private static String reached(Model model) {
    if (model.modelId().startsWith("arn:")) {
      return "an ARN";
    }
    int prefix = model.modelId().length() - model.baseModelId().length();
    return prefix <= 0
        ? "the region itself"
        : "the profile of " + model.modelId().substring(0, prefix - 1);
  }

  private static String lifecycle(Model model) {
    Lifecycle lifecycle = model.traits().lifecycle();
    String status = lifecycle.status().name().toLowerCase(Locale.ROOT);
    String end = lifecycle.endOfLife() == null ? "" : " until " + lifecycle.endOfLife();
    return status
        + end
        + (lifecycle.successor().isEmpty() ? "" : ", then " + lifecycle.successor());
  }

  private static String price(Model model) {
    Price price = model.traits().price();
    return price == null
        ? "unknown"
        : price.input().toPlainString() + " in, " + price.output().toPlainString() + " out";
  }
}
