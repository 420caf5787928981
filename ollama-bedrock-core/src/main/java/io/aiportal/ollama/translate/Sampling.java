package io.aiportal.ollama.translate;

import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.SamplingTraits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sampling settings that a model takes.
 *
 * @param temperature 0 to 1; null for the model's default
 * @param topP 0 to 1; null for the model's default
 * @param fields what goes into the additional request fields; empty for nothing
 */
record Sampling(
    @Nullable Double temperature, @Nullable Double topP, Map<String, @Nullable Object> fields) {

  private static final Sampling NONE = new Sampling(null, null, Map.of());

  /** The most that Claude takes as {@code top_k}. */
  private static final int MAX_TOP_K = 500;

  /** The most that Nova takes as {@code topK}. */
  private static final int MAX_INFERENCE_TOP_K = 128;

  /** What the model takes of the caller's settings; nothing where its thinking rules them out. */
  static Sampling of(Options options, ModelTraits traits, boolean ruledOut) {
    if (ruledOut || traits.sampling().settings() == SamplingTraits.Settings.NONE) {
      return NONE;
    }
    Double temperature = clamped(options.temperature());
    boolean either = traits.sampling().settings() == SamplingTraits.Settings.EITHER;
    Double topP = either && temperature != null ? null : clamped(options.topP());
    return new Sampling(temperature, topP, topK(options.topK(), traits.sampling().topK()));
  }

  /** The stop sequences that the model takes: none of them blank, and no more than its limit. */
  static List<String> stopSequences(Options options, ModelTraits traits) {
    return options.stop().stream()
        .filter(stop -> !stop.isBlank())
        .distinct()
        .limit(traits.sampling().maxStopSequences())
        .toList();
  }

  /** Ollama's temperature goes up to 2, Bedrock's to 1. */
  private static @Nullable Double clamped(@Nullable Double value) {
    return value == null ? null : (Double) Math.min(1, Math.max(0, value));
  }

  private static Map<String, @Nullable Object> topK(
      @Nullable Integer topK, SamplingTraits.TopK home) {
    if (topK == null || topK < 0) {
      return Map.of();
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    switch (home) {
      case NONE -> {}
      case TOP_K -> fields.put("top_k", Math.min(topK, MAX_TOP_K));
      case INFERENCE_CONFIG ->
          fields.put("inferenceConfig", Map.of("topK", Math.min(topK, MAX_INFERENCE_TOP_K)));
    }
    return fields;
  }
}
