package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.SamplingTraits;
import io.aiportal.ollama.model.SamplingTraits.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sampling settings and stop sequences that a model takes.
 *
 * @param temperature 0 to 1; null for the model's default
 * @param topP 0 to 1; null for the model's default
 * @param fields what goes into the additional request fields; empty for nothing
 * @param stopSequences texts that end the answer, for Bedrock; empty for none
 * @param emulatedStops texts that end the answer and that the model does not take; empty for none
 */
record SamplingPlan(
    @Nullable Double temperature,
    @Nullable Double topP,
    Map<String, @Nullable Object> fields,
    List<String> stopSequences,
    List<String> emulatedStops) {

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
    Stops stops = stops(call, taken, warnings);
    Sampling wanted = call.sampling();
    if (ruledOut || taken.settings() == Settings.NONE) {
      warnings.addIf(
          !wanted.equals(Sampling.DEFAULT),
          ruledOut
              ? "temperature, top-p and top-k have no effect while the model thinks"
              : "temperature, top-p and top-k have no effect: the model takes none of them");
      return new SamplingPlan(null, null, Map.of(), stops.taken(), stops.emulated());
    }
    Double temperature = clamped(wanted.temperature(), "temperature", warnings);
    boolean either = taken.settings() == Settings.EITHER && temperature != null;
    warnings.addIf(
        either && wanted.topP() != null, "top-p has no effect: the model takes only temperature");
    Double topP = either ? null : clamped(wanted.topP(), "top-p", warnings);
    return new SamplingPlan(
        temperature,
        topP,
        topK(wanted.topK(), taken.topK(), warnings),
        stops.taken(),
        stops.emulated());
  }

  /**
   * What the model takes goes to it: none of them blank, and no more than its limit. An answer in a
   * format ends where the format does; cut anywhere else it would be none.
   */
  private static Stops stops(ChatCall call, SamplingTraits traits, Warnings warnings) {
    List<String> wanted = call.stopSequences();
    if (!(call.outputFormat() instanceof OutputFormat.Text)) {
      warnings.addIf(
          !wanted.isEmpty(),
          "stop sequences have no effect on an answer that is JSON by its format");
      return new Stops(List.of(), List.of());
    }
    List<String> taken = new ArrayList<>();
    List<String> emulated = new ArrayList<>();
    for (String stop : new LinkedHashSet<>(wanted)) {
      if (stop.isEmpty()) {
        warnings.add("an empty stop sequence has no effect");
      } else if (BlankText.isBlank(stop) || taken.size() == traits.maxStopSequences()) {
        emulated.add(stop);
      } else {
        taken.add(stop);
      }
    }
    warnings.addIf(
        !emulated.isEmpty(),
        "the gateway stops the answer itself: the model does not take all stop sequences; where it"
            + " does, the token counts are estimates");
    return new Stops(taken, emulated);
  }

  /** The stop sequences that the model takes, and the others. */
  private record Stops(List<String> taken, List<String> emulated) {}

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
