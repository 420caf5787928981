package io.aiportal.ollama.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which models a caller may use, and how far; to whom one is not open, it is not there. */
@FunctionalInterface
public interface ModelRights {

  /** Every model. */
  ModelRights ALL = names -> true;

  /**
   * Whether a model may be used.
   *
   * @param names what it is called by lists, by the operator and by Bedrock, never by a name that a
   *     client made up; at least one
   */
  boolean mayUse(List<String> names);

  /**
   * How far the caller's data may go, in the words of {@link
   * io.aiportal.ollama.model.Residency#value}; null for as far as everybody's.
   */
  default @Nullable String residency() {
    return null;
  }
}
