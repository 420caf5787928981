package io.aiportal.ollama.bedrock;

/**
 * A request of InvokeModel.
 *
 * @param modelId a model id, an inference profile's id, or an ARN
 * @param body a JSON document in the words of the model's own family
 */
public record InvokeModelRequest(String modelId, byte[] body) {}
