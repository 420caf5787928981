package io.aiportal.ollama.chat;

import java.util.List;

/** Which models a caller may use; to whom one is not open, it is not there. */
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
}
