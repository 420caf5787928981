package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * A request of InvokeModel.
 *
 * @param modelId a model id, an inference profile's id, or an ARN
 * @param body a JSON document in the words of the model's own family
 * @param project the identifier or the ARN of the project that it belongs to; null for none
 */
public record InvokeModelRequest(String modelId, byte[] body, @Nullable String project) {

  /** A request that belongs to no project. */
  public InvokeModelRequest(String modelId, byte[] body) {
    this(modelId, body, null);
  }

  /** This request, belonging to a project; null for none. */
  public InvokeModelRequest withProject(@Nullable String identifier) {
    return new InvokeModelRequest(modelId, body, identifier);
  }
}
