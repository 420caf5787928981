package io.aiportal.testkit.bedrock.rules;

/**
 * How a model is called.
 *
 * @param calledAs the id or ARN in the URL
 * @param modelId the model behind it, where that is known, and else the same
 * @param region where it is called
 * @param streaming whether by ConverseStream
 */
public record ModelCall(String calledAs, String modelId, String region, boolean streaming) {

  /** A call by the model's own id, somewhere. */
  public static ModelCall of(String modelId, boolean streaming) {
    return new ModelCall(modelId, modelId, "us-east-1", streaming);
  }
}
