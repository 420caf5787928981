package io.aiportal.ollama.bedrock;

import java.util.List;

/**
 * A whole answer of Converse.
 *
 * @param content what the model said, in order
 * @param stopReason why it stopped
 * @param usage the tokens it took
 * @param latencyMs what Bedrock measured, in milliseconds; 0 where it did not say
 */
public record ConverseResponse(
    List<ContentBlock> content, StopReason stopReason, TokenUsage usage, long latencyMs) {

  public ConverseResponse {
    content = List.copyOf(content);
  }
}
