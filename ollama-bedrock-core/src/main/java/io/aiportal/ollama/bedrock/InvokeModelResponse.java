package io.aiportal.ollama.bedrock;

/**
 * An answer of InvokeModel.
 *
 * @param body a JSON document in the words of the model's own family
 * @param inputTokenCount tokens that Bedrock counted in the request; 0 where it did not say
 */
public record InvokeModelResponse(byte[] body, int inputTokenCount) {}
