package io.aiportal.ollama.model;

/** What Bedrock is called with for a foundation model, from one region. */
sealed interface InferenceTarget {

  /**
   * A target that is there.
   *
   * @param modelId the foundation model's own id, or an inference profile's id or ARN
   * @param reason why this one, in words for the operator
   */
  record Callable(String modelId, String reason) implements InferenceTarget {}

  /**
   * A target of which nobody knows whether it is there; Bedrock has the last word.
   *
   * @param modelId the foundation model's own id
   */
  record Unconfirmed(String modelId) implements InferenceTarget {}

  /**
   * None that the residency allows.
   *
   * @param profileId the nearest one that it does not allow
   */
  record NotAllowed(String profileId) implements InferenceTarget {}

  /** None: Bedrock lists the model neither for the region nor through a profile. */
  record NotListed() implements InferenceTarget {}
}
