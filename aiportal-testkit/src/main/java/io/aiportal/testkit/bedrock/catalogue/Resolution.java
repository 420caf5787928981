package io.aiportal.testkit.bedrock.catalogue;

/** What a model id of a call means in a region. */
public sealed interface Resolution {

  /** A model that can be called so. */
  record Callable(SimulatedModel model) implements Resolution {}

  /** A model that can be called only through an inference profile. */
  record ProfileOnly(SimulatedModel model) implements Resolution {}

  /** A legacy model that the account has not called of late, so that it no longer may. */
  record Lapsed(SimulatedModel model) implements Resolution {}

  /** A model that can no longer be called. */
  record EndOfLife(SimulatedModel model) implements Resolution {}

  /** Nothing that this region knows. */
  record Unknown() implements Resolution {}
}
