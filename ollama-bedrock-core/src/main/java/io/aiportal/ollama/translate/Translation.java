package io.aiportal.ollama.translate;

import io.aiportal.ollama.bedrock.ConverseRequest;

/**
 * A request in Bedrock's words, and how to read its answer.
 *
 * @param request what to ask Bedrock
 * @param shape how the answer must be read
 */
public record Translation(ConverseRequest request, AnswerShape shape) {}
