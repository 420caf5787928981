package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.SamplingTraits;
import io.aiportal.ollama.model.SamplingTraits.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sampling settings and stop sequences that a model takes.
 *
 * @param temperature 0 to 1; null for the model's default
 * @param topP 0 to 1; null for the model's default
 * @param fields what goes into the additional request fields; empty for nothing
 * @param stopSequences texts that end the answer; empty for none
 */
record SamplingPlan(
    @Nullable Double temperature,
    @Nullable Double topP,
    Map<String, @Nullable Object> fields,
    List<String> stopSequences) {

  /** The most that Claude takes as {@code top_k}. */
  private static final int MAX_TOP_K = 500;

  /** The most that Nova takes as {@code topK}. */
  private static final int MAX_INFERENCE_TOP_K = 128;

  /**
   * What the model takes of the caller's settings.
   *
   * @param ruledOut whether the model's thinking rules settings out
   */
  static SamplingPlan of(ChatCall call, ModelTraits traits, boolean ruledOut, Warnings warnings) {
    SamplingTraits taken = traits.sampling();
    List<String> stopSequences = stopSequences(call.stopSequences(), taken, warnings);
    Sampling wanted = call.sampling();
    if (ruledOut || taken.settings() == Settings.NONE) {
      warnings.addIf(
          !wanted.equals(Sampling.DEFAULT),
          ruledOut
              ? "temperature, top-p and top-k have no effect while the model thinks"
              : "temperature, top-p and top-k have no effect: the model takes none of them");
      return new SamplingPlan(null, null, Map.of(), stopSequences);
    }
    Double temperature = clamped(wanted.temperature(), "temperature", warnings);
    boolean either = taken.settings() == Settings.EITHER && temperature != null;
    warnings.addIf(
        either && wanted.topP() != null, "top-p has no effect: the model takes only temperature");
    Double topP = either ? null : clamped(wanted.topP(), "top-p", warnings);
    return new SamplingPlan(
        temperature, topP, topK(wanted.topK(), taken.topK(), warnings), stopSequences);
  }

  /** The stop sequences that the model takes: none of them blank, and no more than its limit. */
  private static List<String> stopSequences(
      List<String> wanted, SamplingTraits taken, Warnings warnings) {
    if (wanted.isEmpty()) {
      return wanted;
    }
    List<String> visible =
        wanted.stream().filter(stop -> !BlankText.isBlank(stop)).distinct().toList();
    warnings.addIf(
        wanted.stream().anyMatch(BlankText::isBlank),
        "a stop sequence of nothing but white space has no effect");
    warnings.addIf(
        visible.size() > taken.maxStopSequences(),
        "some stop sequences have no effect: the model takes no more of them");
    return visible.stream().limit(taken.maxStopSequences()).toList();
  }

  /** Some APIs go up to 2, Bedrock to 1. */
  private static @Nullable Double clamped(@Nullable Double value, String name, Warnings warnings) {
    if (value == null) {
      return null;
    }
    double clamped = Math.min(1, Math.max(0, value));
    if (clamped != value) {
      warnings.add(name + " is taken to be the nearest value from 0 to 1");
    }
    return clamped;
  }

  private static Map<String, @Nullable Object> topK(
      @Nullable Integer topK, SamplingTraits.TopK home, Warnings warnings) {
    if (topK == null || topK < 0) {
      return Map.of();
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    switch (home) {
      case NONE -> warnings.add("top-k has no effect: the model does not take it");
      case TOP_K -> fields.put("top_k", atMost(MAX_TOP_K, topK, warnings));
      case INFERENCE_CONFIG ->
          fields.put(
              "inferenceConfig", Map.of("topK", atMost(MAX_INFERENCE_TOP_K, topK, warnings)));
    }
    return fields;
  }

  private static int atMost(int most, int topK, Warnings warnings) {
    warnings.addIf(topK > most, "top-k is taken to be the largest value that the model takes");
    return Math.min(topK, most);
  }
}
