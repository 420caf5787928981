package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

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
    for (Think think : values()) {
      if (think.value().equals(value)) {
        return think;
      }
    }
    throw new IllegalArgumentException(
        "think must be a boolean or one of \"low\", \"medium\", \"high\" and \"max\"");
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
