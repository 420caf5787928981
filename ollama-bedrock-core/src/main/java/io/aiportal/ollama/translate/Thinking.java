package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Think;
import io.aiportal.ollama.model.ModelTraits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a model is told to think.
 *
 * @param on whether it is told to think at all
 * @param budget the tokens that thinking may take of the answer's; 0 where nobody counts
 * @param ownLimits whether the model then refuses any limit from outside
 * @param ownSampling whether the model then refuses sampling settings
 * @param fields what goes into the additional request fields
 */
record Thinking(
    boolean on,
    int budget,
    boolean ownLimits,
    boolean ownSampling,
    Map<String, @Nullable Object> fields) {

  private static final Thinking UNSAID = new Thinking(false, 0, false, false, Map.of());
  private static final int MIN_BUDGET = 1024;

  /**
   * What the caller's wish means for this model.
   *
   * @param think the wish; null leaves the model's own default
   * @param afterResults whether the model goes on after results of tools
   */
  static Thinking of(@Nullable Think think, ModelTraits traits, boolean afterResults) {
    if (think == null) {
      return UNSAID;
    }
    return switch (traits.thinking().shape()) {
      case NONE -> UNSAID;
      case BUDGET -> {
        // A model with a budget only goes on thinking where its turn began with signed thinking.
        boolean possible = think != Think.OFF && !(afterResults && traits.thinking().signed());
        yield possible ? budget(think, traits) : UNSAID;
      }
      case ADAPTIVE -> adaptive(think);
      case REASONING_CONFIG -> think == Think.OFF ? UNSAID : reasoningConfig(think);
      case REASONING_EFFORT -> reasoningEffort(think);
    };
  }

  /** The tokens that an answer may have, thinking included; null for no limit. */
  @Nullable Integer maxTokens(int wanted, int most) {
    if (ownLimits) {
      return null;
    }
    return Math.min(most, wanted > budget ? wanted : budget + wanted);
  }

  private static Thinking budget(Think think, ModelTraits traits) {
    int wanted =
        switch (think) {
          case OFF, LOW -> MIN_BUDGET;
          case ON, MEDIUM -> 4 * MIN_BUDGET;
          case HIGH -> 16 * MIN_BUDGET;
          case MAX -> 32 * MIN_BUDGET;
        };
    int budget = Math.max(MIN_BUDGET, Math.min(wanted, traits.limits().maxOutputTokens() / 2));
    return new Thinking(
        true, budget, false, true, field("thinking", "type", "enabled", "budget_tokens", budget));
  }

  private static Thinking adaptive(Think think) {
    if (think == Think.OFF) {
      return new Thinking(false, 0, false, false, field("thinking", "type", "disabled"));
    }
    Map<String, @Nullable Object> fields =
        field("thinking", "type", "adaptive", "display", "summarized");
    if (think != Think.ON) {
      fields.putAll(field("output_config", "effort", think == Think.MAX ? "max" : effort(think)));
    }
    return new Thinking(true, 0, false, true, fields);
  }

  private static Thinking reasoningConfig(Think think) {
    String effort = effort(think);
    boolean unlimited = effort.equals("high");
    return new Thinking(
        true,
        0,
        unlimited,
        unlimited,
        field("reasoningConfig", "type", "enabled", "maxReasoningEffort", effort));
  }

  private static Thinking reasoningEffort(Think think) {
    if (think == Think.ON) {
      return UNSAID;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("reasoning_effort", effort(think));
    return new Thinking(think != Think.OFF, 0, false, false, fields);
  }

  private static String effort(Think think) {
    return switch (think) {
      case OFF, LOW -> "low";
      case ON, MEDIUM -> "medium";
      case HIGH, MAX -> "high";
    };
  }

  /** A field that is an object of these names and values. */
  private static Map<String, @Nullable Object> field(String name, Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(name, object);
    return fields;
  }
}
