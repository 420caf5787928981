package io.aiportal.ollama.bedrock;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of Converse.
 *
 * @param content what the model said, in order
 * @param stopReason why it stopped
 * @param usage the tokens it took
 * @param latencyMs what Bedrock measured, in milliseconds; 0 where it did not say
 * @param additionalFields the family's own fields that the request asked for; empty for none
 * @param requestId Bedrock's id of the request; null where it gave none
 */
public record ConverseResponse(
    List<ContentBlock> content,
    StopReason stopReason,
    TokenUsage usage,
    long latencyMs,
    Map<String, @Nullable Object> additionalFields,
    @Nullable String requestId) {

  public ConverseResponse {
    content = List.copyOf(content);
    additionalFields = Documents.unmodifiable(additionalFields);
  }

  /** An answer without an id. */
  public ConverseResponse(
      List<ContentBlock> content,
      StopReason stopReason,
      TokenUsage usage,
      long latencyMs,
      Map<String, @Nullable Object> additionalFields) {
    this(content, stopReason, usage, latencyMs, additionalFields, null);
  }

  /** An answer whose family has nothing to add. */
  public ConverseResponse(
      List<ContentBlock> content, StopReason stopReason, TokenUsage usage, long latencyMs) {
    this(content, stopReason, usage, latencyMs, Map.of());
  }
}
