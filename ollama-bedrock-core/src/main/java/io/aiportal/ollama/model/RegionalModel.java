package io.aiportal.ollama.model;

import java.util.List;
import java.util.Locale;

/**
 * A model that somebody in a region might ask for.
 *
 * @param names what it is called; the first is shown
 * @param foundation the foundation model's id; an ARN where none is known
 * @param entry what is known of it
 * @param target what Bedrock is called with
 */
record RegionalModel(
    List<String> names, String foundation, CatalogueEntry entry, InferenceTarget target) {

  /**
   * The model as an answer to who asks.
   *
   * @param name the name to show
   * @param modelId what Bedrock is called with
   */
  Model as(String name, String modelId) {
    String provider = providerOf(foundation);
    return new Model(
        ModelName.of(name).withTag(),
        modelId,
        foundation,
        or(entry.displayName(), foundation),
        or(entry.provider(), provider),
        or(entry.family(), provider.toLowerCase(Locale.ROOT)),
        entry.traits());
  }

  /** Whether lists show it. */
  boolean isShown() {
    return !entry.hidden() && !entry.isEnded();
  }

  /** This model, called by these of its names only. */
  RegionalModel withNames(List<String> names) {
    return new RegionalModel(names, foundation, entry, target);
  }

  private static String providerOf(String foundation) {
    int dot = foundation.indexOf('.');
    return foundation.startsWith("arn:")
        ? "bedrock"
        : foundation.substring(0, dot == -1 ? foundation.length() : dot);
  }

  private static String or(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }
}
