package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.aiportal.ollama.chat.Reasoning;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether, and how hard, a model should think where the caller can see it.
 *
 * @param value what it is in JSON: a boolean, or the name of a level, which each model chooses
 */
public record Think(@JsonValue Object value) {

  /** No thinking. */
  public static final Think OFF = new Think(false);

  /** Thinking, as much as the model finds right. */
  public static final Think ON = new Think(true);

  public static final Think LOW = new Think("low");
  public static final Think MEDIUM = new Think("medium");
  public static final Think HIGH = new Think("high");
  public static final Think MAX = new Think("max");

  /**
   * What stands for it in JSON.
   *
   * @param value a boolean, or the name of a level
   * @throws IllegalArgumentException if it is anything else
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Think {
    if (!(value instanceof Boolean || value instanceof String)) {
      throw new IllegalArgumentException("think must be a boolean or string");
    }
  }

  /** What stands for it in JSON; empty if nothing does. */
  static Optional<Think> find(Object value) {
    return value instanceof Boolean || value instanceof String
        ? Optional.of(new Think(value))
        : Optional.empty();
  }

  /** Whether thinking is asked for, at whatever level; an empty name asks for nothing. */
  boolean isOn() {
    return !value.equals(false) && !value.equals("");
  }

  /** What it asks of a model; null leaves the model's own default, as any unknown level does. */
  @Nullable Reasoning reasoning() {
    if (value instanceof Boolean on) {
      return on ? new Reasoning.On() : new Reasoning.Off();
    }
    return level().<Reasoning>map(Reasoning.Effort::new).orElse(null);
  }

  /** The level that is named; empty for a name that no model here has. */
  Optional<Reasoning.Level> level() {
    return value instanceof String name
        ? Optional.ofNullable(Reasoning.Level.named(name))
        : Optional.empty();
  }
}
