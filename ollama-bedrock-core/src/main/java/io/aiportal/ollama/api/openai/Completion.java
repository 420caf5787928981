package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A whole answer of {@code /v1/completions}.
 *
 * @param id names the answer
 * @param object what this is
 * @param created when it was made, in seconds
 * @param model the model's name as the request spelled it
 * @param systemFingerprint what made it
 * @param choices the one answer
 * @param usage what it took
 */
@JsonPropertyOrder({"id", "object", "created", "model", "system_fingerprint", "choices", "usage"})
record Completion(
    @JsonProperty("id") String id,
    @JsonProperty("object") String object,
    @JsonProperty("created") long created,
    @JsonProperty("model") String model,
    @JsonProperty("system_fingerprint") String systemFingerprint,
    @JsonProperty("choices") List<TextChoice> choices,
    @JsonProperty("usage") CompletionUsage usage) {

  /**
   * An answer.
   *
   * @param text what it says
   * @param index which one
   * @param finishReason why it ended
   */
  @JsonPropertyOrder({"text", "index", "finish_reason"})
  record TextChoice(
      @JsonProperty("text") String text,
      @JsonProperty("index") int index,
      @JsonProperty("finish_reason") String finishReason) {}
}
