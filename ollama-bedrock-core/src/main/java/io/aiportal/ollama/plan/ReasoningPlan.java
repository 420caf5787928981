package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Reasoning.Level;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ThinkingTraits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
record ReasoningPlan(
    boolean on,
    int budget,
    boolean ownLimits,
    boolean ownSampling,
    Map<String, @Nullable Object> fields) {

  private static final ReasoningPlan MODEL_DEFAULT =
      new ReasoningPlan(false, 0, false, false, Map.of());
  private static final int MIN_BUDGET = 1024;
  private static final String NEAREST_EFFORT =
      "the model thinks with the nearest effort that it takes";

  /**
   * What the caller's wish means for this model.
   *
   * @param wish null leaves the model's own default
   */
  static ReasoningPlan of(
      @Nullable Reasoning wish, ModelTraits traits, Conversation conversation, Warnings warnings) {
    ThinkingTraits thinking = traits.thinking();
    if (wish instanceof Reasoning.BetweenTools
        && thinking.off() == ThinkingTraits.Off.BETWEEN_TOOLS) {
      return betweenTools(effortBeside(wish), thinking, warnings);
    }
    warnings.addIf(
        wish instanceof Reasoning.BetweenTools,
        "the model cannot be told to think between tools alone");
    Reasoning meant = meant(wish, thinking);
    if (meant == null) {
      return unasked(effortBeside(wish), thinking, warnings);
    }
    return switch (thinking.shape()) {
      case NONE -> uncontrolled(meant, traits, warnings);
      case BUDGET -> budget(meant, traits, conversation, warnings);
      case ADAPTIVE -> adaptive(meant, thinking, warnings);
      case REASONING_CONFIG -> reasoningConfig(meant, thinking, warnings);
      case REASONING_EFFORT, REASONING -> reasoningEffort(meant, thinking, warnings);
    };
  }

  /** An effort alone is one where the model thinks anyway, and no wish to think elsewhere. */
  private static @Nullable Reasoning meant(@Nullable Reasoning wish, ThinkingTraits traits) {
    if (!(wish instanceof Reasoning.EffortAlone || wish instanceof Reasoning.BetweenTools)) {
      return wish;
    }
    Level level = effortBeside(wish);
    boolean thinks = traits.unasked() || traits.shape() == ThinkingTraits.Shape.NONE;
    return level != null && thinks ? new Reasoning.Effort(level) : null;
  }

  private static @Nullable Level effortBeside(@Nullable Reasoning wish) {
    if (wish instanceof Reasoning.EffortAlone effort) {
      return effort.level();
    }
    return wish instanceof Reasoning.BetweenTools between ? between.level() : null;
  }

  /** A model that is not told to think; some can be told how hard to work all the same. */
  private static ReasoningPlan unasked(
      @Nullable Level effort, ThinkingTraits traits, Warnings warnings) {
    if (effort == null) {
      return MODEL_DEFAULT;
    }
    if (traits.shape() != ThinkingTraits.Shape.ADAPTIVE) {
      warnings.add("the effort has no effect: the model does not think unless it is told to");
      return MODEL_DEFAULT;
    }
    return new ReasoningPlan(false, 0, false, false, lowEffort(effort, traits, warnings));
  }

  private static ReasoningPlan betweenTools(
      @Nullable Level effort, ThinkingTraits traits, Warnings warnings) {
    Map<String, @Nullable Object> fields = offFields(traits);
    if (effort != null) {
      fields = new LinkedHashMap<>(fields);
      fields.putAll(lowEffort(effort, traits, warnings));
    }
    return new ReasoningPlan(false, 0, false, false, fields);
  }

  /** An effort of a model that does not think all the time: the highest ones are not for it. */
  private static Map<String, @Nullable Object> lowEffort(
      Level wanted, ThinkingTraits traits, Warnings warnings) {
    Level most = wanted.compareTo(Level.HIGH) > 0 ? Level.HIGH : wanted;
    Level taken = nearest(most, traits.levels());
    warnings.addIf(taken != wanted, NEAREST_EFFORT);
    return field("output_config", "effort", taken.word());
  }

  /** The tokens that an answer may have, thinking included; null for no limit. */
  @Nullable Integer maxTokens(int wanted, int most) {
    if (ownLimits) {
      return null;
    }
    return Math.min(most, wanted > budget ? wanted : budget + wanted);
  }

  /**
   * The most tokens that an answer may have, thinking included, whatever the conversation.
   *
   * @param wanted what the caller asks for, or the model's default
   */
  static int mostTokens(@Nullable Reasoning wish, int wanted, ModelTraits traits) {
    int most = traits.limits().maxOutputTokens();
    Reasoning meant = meant(wish, traits.thinking());
    if (meant == null || !isOn(meant)) {
      return Math.min(most, wanted);
    }
    return switch (traits.thinking().shape()) {
      case BUDGET ->
          Objects.requireNonNull(
              thinking(budget(meant, traits)).maxTokens(wanted, most), "counted");
      case REASONING_CONFIG -> Math.min(most, traits.limits().contextLength());
      case NONE, ADAPTIVE, REASONING_EFFORT, REASONING -> Math.min(most, wanted);
    };
  }

  private static ReasoningPlan uncontrolled(Reasoning wish, ModelTraits traits, Warnings warnings) {
    if (!traits.can(Capability.THINKING)) {
      warnings.addIf(isOn(wish), "the model does not think");
    } else {
      warnings.addIf(!isOn(wish), "the model thinks all the same: it cannot be told not to");
      warnings.addIf(
          isOn(wish) && !(wish instanceof Reasoning.On),
          "the model thinks as it finds right: it cannot be told how hard");
    }
    return MODEL_DEFAULT;
  }

  /** A model with a budget only goes on thinking where its turn began with signed thinking. */
  private static ReasoningPlan budget(
      Reasoning wish, ModelTraits traits, Conversation conversation, Warnings warnings) {
    if (!isOn(wish)) {
      return MODEL_DEFAULT;
    }
    if (conversation.endsWithResults()
        && traits.thinking().signed()
        && !conversation.resumesReasoning()) {
      warnings.add(
          "the model does not think before it has answered: its signed thinking before the calls"
              + " of tools was not given back");
      return MODEL_DEFAULT;
    }
    int taken = budget(wish, traits);
    warnings.addIf(
        wish instanceof Reasoning.Budget own && own.tokens() != taken,
        "the model thinks with the nearest budget that it takes");
    warnings.addIf(taken(wish, traits.thinking()) != level(wish), NEAREST_EFFORT);
    return thinking(taken);
  }

  private static int budget(Reasoning wish, ModelTraits traits) {
    int most = traits.limits().maxOutputTokens();
    int budget =
        wish instanceof Reasoning.Budget own
            ? Math.min(own.tokens(), most - MIN_BUDGET)
            : Math.min(tokens(taken(wish, traits.thinking())), most / 2);
    return Math.max(MIN_BUDGET, budget);
  }

  /** How hard to think with a budget: not harder than a model that has levels can. */
  private static Level taken(Reasoning wish, ThinkingTraits traits) {
    Level wanted = level(wish);
    boolean bounded = wish instanceof Reasoning.Effort && !traits.levels().isEmpty();
    Level highest = bounded ? Collections.max(traits.levels()) : wanted;
    return wanted.compareTo(highest) > 0 ? highest : wanted;
  }

  private static ReasoningPlan thinking(int budget) {
    return new ReasoningPlan(
        true, budget, false, true, field("thinking", "type", "enabled", "budget_tokens", budget));
  }

  private static ReasoningPlan adaptive(Reasoning wish, ThinkingTraits traits, Warnings warnings) {
    if (!isOn(wish)) {
      return off(traits, warnings);
    }
    Map<String, @Nullable Object> fields =
        field("thinking", "type", "adaptive", "display", "summarized");
    if (!(wish instanceof Reasoning.On)) {
      fields.putAll(field("output_config", "effort", effort(wish, traits, warnings)));
    }
    return new ReasoningPlan(true, 0, false, true, fields);
  }

  private static ReasoningPlan reasoningConfig(
      Reasoning wish, ThinkingTraits traits, Warnings warnings) {
    if (!isOn(wish)) {
      return off(traits, warnings);
    }
    String effort = effort(wish, traits, warnings);
    boolean unlimited = effort.equals("high");
    return new ReasoningPlan(
        true,
        0,
        unlimited,
        unlimited,
        field("reasoningConfig", "type", "enabled", "maxReasoningEffort", effort));
  }

  private static ReasoningPlan reasoningEffort(
      Reasoning wish, ThinkingTraits traits, Warnings warnings) {
    if (!isOn(wish)) {
      return off(traits, warnings);
    }
    return new ReasoningPlan(
        true, 0, false, false, effortField(traits, effort(wish, traits, warnings)));
  }

  /** What is said so that the model does not think. */
  private static ReasoningPlan off(ThinkingTraits traits, Warnings warnings) {
    boolean always =
        switch (traits.off()) {
          case NEVER, BETWEEN_TOOLS -> true;
          case LEAST -> traits.unasked();
          case OMIT, DISABLED, NONE -> false;
        };
    warnings.addIf(always, "the model thinks a little all the same: it cannot be told not to");
    return new ReasoningPlan(false, 0, false, false, offFields(traits));
  }

  private static Map<String, @Nullable Object> offFields(ThinkingTraits traits) {
    return switch (traits.off()) {
      case NEVER, OMIT -> Map.of();
      case DISABLED -> field("thinking", "type", "disabled");
      case BETWEEN_TOOLS -> field("thinking", "type", "between_tools");
      case NONE -> effortField(traits, "none");
      case LEAST -> effortField(traits, nearest(Level.MINIMAL, traits.levels()).word());
    };
  }

  private static Map<String, @Nullable Object> effortField(ThinkingTraits traits, String effort) {
    if (traits.shape() == ThinkingTraits.Shape.REASONING) {
      return field("reasoning", "effort", effort);
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("reasoning_effort", effort);
    return fields;
  }

  private static boolean isOn(Reasoning wish) {
    return !(wish instanceof Reasoning.Off);
  }

  /** How hard to think, for families that know no tokens. */
  private static Level level(Reasoning wish) {
    if (wish instanceof Reasoning.Effort effort) {
      return effort.level();
    }
    return wish instanceof Reasoning.Budget budget ? level(budget.tokens()) : Level.MEDIUM;
  }

  private static Level level(int tokens) {
    Level highest = Level.LOW;
    for (Level level : Level.values()) {
      highest = tokens(level) <= tokens ? level : highest;
    }
    return highest;
  }

  /** How many tokens to think with, for families that know nothing else. */
  private static int tokens(Level level) {
    return switch (level) {
      case MINIMAL, LOW -> MIN_BUDGET;
      case MEDIUM -> 4 * MIN_BUDGET;
      case HIGH -> 16 * MIN_BUDGET;
      case XHIGH -> 24 * MIN_BUDGET;
      case MAX -> 32 * MIN_BUDGET;
    };
  }

  /** The nearest of the efforts that the model has. */
  private static String effort(Reasoning wish, ThinkingTraits traits, Warnings warnings) {
    Level usual = traits.usualLevel();
    Level wanted = wish instanceof Reasoning.On && usual != null ? usual : level(wish);
    Level taken = nearest(wanted, traits.levels());
    warnings.addIf(
        wish instanceof Reasoning.Budget || (wish instanceof Reasoning.Effort && taken != wanted),
        NEAREST_EFFORT);
    return taken.word();
  }

  /** The highest of the model's levels up to the one that is wanted, or else its lowest. */
  private static Level nearest(Level wanted, Set<Level> levels) {
    Level nearest = null;
    for (Level level : Level.values()) {
      if (levels.contains(level) && (nearest == null || level.compareTo(wanted) <= 0)) {
        nearest = level;
      }
    }
    return nearest == null ? wanted : nearest;
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
