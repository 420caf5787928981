package io.aiportal.ollama.model;

/** How a foundation model can be called from a region. */
sealed interface Route {

  /**
   * With this id.
   *
   * @param modelId the foundation model's own id, or a profile's
   */
  record To(String modelId) implements Route {}

  /**
   * Only through a profile that may send the call anywhere, which is not allowed.
   *
   * @param profileId that profile's id
   */
  record OnlyGlobal(String profileId) implements Route {}

  /** Not at all, as far as is known. */
  record Nowhere() implements Route {}
}
