package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What metrics call models: as lists and the operator do, never as callers do, and no more than so
 * many.
 */
public final class ModelLabels {

  private static final int MOST = 200;

  private final Supplier<ModelCatalogue> catalogue;
  private final Map<String, String> known = new ConcurrentHashMap<>();

  /** Labels of the models of a catalogue, as it is by then. */
  public ModelLabels(Supplier<ModelCatalogue> catalogue) {
    this.catalogue = catalogue;
  }

  /** What a model is called. */
  public String of(Model model) {
    String label = known.get(model.modelId());
    return label == null ? find(model) : label;
  }

  /** A model that no list has yet may be on the next one, so only what is found is kept. */
  private String find(Model model) {
    String own = catalogue.get().ownName(model);
    if (own == null || known.size() >= MOST) {
      return RequestEnd.OTHER;
    }
    known.put(model.modelId(), own);
    return own;
  }

  /** The model that answers for a foundation model's id; null if there is none here. */
  public @Nullable Model model(String baseModelId) {
    return catalogue.get().resolve(baseModelId).found().orElse(null);
  }
}
