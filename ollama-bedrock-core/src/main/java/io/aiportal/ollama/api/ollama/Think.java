package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether, and how hard, a model should think where the caller can see it. */
public enum Think {
  /** No thinking. */
  OFF,
  /** Thinking, as much as the model finds right. */
  ON,
  LOW,
  MEDIUM,
  HIGH,
  MAX;

  /**
   * What stands for it in JSON.
   *
   * @param value a boolean, or the name of a level
   * @throws IllegalArgumentException if it is anything else
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Think of(Object value) {
    return find(value)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "think must be a boolean or one of \"low\", \"medium\", \"high\" and"
                        + " \"max\""));
  }

  /** What stands for it in JSON; empty if nothing does. */
  static Optional<Think> find(Object value) {
    return Arrays.stream(values()).filter(think -> think.value().equals(value)).findFirst();
  }

  /** What it is in JSON: a boolean, or the name of a level. */
  @JsonValue
  Object value() {
    return switch (this) {
      case OFF -> false;
      case ON -> true;
      case LOW, MEDIUM, HIGH, MAX -> name().toLowerCase(Locale.ROOT);
    };
  }
}
