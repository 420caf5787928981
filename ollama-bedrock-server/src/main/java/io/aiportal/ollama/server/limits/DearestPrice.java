package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import org.jspecify.annotations.Nullable;

/** What a model costs at most of which nobody knows what it costs. */
final class DearestPrice {

  private DearestPrice() {}

  /** The highest prices of a catalogue's models, each for itself; null where it knows none. */
  static @Nullable Price of(ModelCatalogue catalogue) {
    Price dearest = null;
    for (Model model : catalogue.list()) {
      Price price = model.traits().price();
      if (price != null) {
        dearest = dearest == null ? price : higher(dearest, price);
      }
    }
    return dearest;
  }

  /** The higher of each of two models' prices. */
  static Price higher(Price one, Price other) {
    return new Price(
        one.input().max(other.input()),
        one.output().max(other.output()),
        one.cacheRead().max(other.cacheRead()),
        one.cacheWrite().max(other.cacheWrite()),
        one.asOf());
  }
}
