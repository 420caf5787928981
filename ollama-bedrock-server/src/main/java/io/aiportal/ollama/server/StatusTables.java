package io.aiportal.ollama.server;

import io.aiportal.ollama.attempt.RestingPlace;
import io.aiportal.ollama.model.Lifecycle;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import io.aiportal.ollama.server.telemetry.LiveFigures;
import io.aiportal.ollama.server.telemetry.StatusTable;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the operator's page says of places and models. */
final class StatusTables {

  private StatusTables() {}

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
    if (model.modelId().equals(model.baseModelId())) {
      return "the region itself";
    }
    String behind = '.' + model.baseModelId();
    return model.modelId().endsWith(behind)
        ? "the profile of "
            + model.modelId().substring(0, model.modelId().length() - behind.length())
        : "an ARN";
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
