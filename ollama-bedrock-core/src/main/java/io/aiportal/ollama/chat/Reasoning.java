package io.aiportal.ollama.chat;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether, and how hard, a model should think. */
public sealed interface Reasoning {

  /** No thinking, and none shown. */
  record Off() implements Reasoning {}

  /** Thinking, as much as the model finds right. */
  record On() implements Reasoning {}

  /** Thinking with this effort. */
  record Effort(Level level) implements Reasoning {}

  /** This effort where the model thinks by itself; no wish that it thinks. */
  record EffortAlone(Level level) implements Reasoning {}

  /**
   * Thinking between calls of tools and nowhere else, where the model knows that.
   *
   * @param level with which effort; null for the model's own
   */
  record BetweenTools(@Nullable Level level) implements Reasoning {}

  /**
   * Thinking with at most this many tokens.
   *
   * @param tokens at least 1
   */
  record Budget(int tokens) implements Reasoning {}

  /** How hard a model should think, from the least to the most. */
  enum Level {
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX;

    /** What the level is called. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The level that is called so; also by {@code ultra}, which is another word for the highest and
     * names no level of its own. Null for any other word.
     */
    public static @Nullable Level named(String word) {
      if (word.equals("ultra")) {
        return MAX;
      }
      return Arrays.stream(values())
          .filter(level -> level.word().equals(word))
          .findFirst()
          .orElse(null);
    }
  }
}
