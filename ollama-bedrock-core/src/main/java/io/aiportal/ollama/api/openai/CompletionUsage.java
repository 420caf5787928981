package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import org.jspecify.annotations.Nullable;

/**
 * What an answer took.
 *
 * @param promptTokens tokens of the prompt, cached ones included
 * @param promptTokensDetails how many of them came from a cache; null where nobody says
 * @param completionTokens tokens of the answer, thinking included
 * @param totalTokens all of them
 */
@JsonPropertyOrder({"prompt_tokens", "prompt_tokens_details", "completion_tokens", "total_tokens"})
record CompletionUsage(
    @JsonProperty("prompt_tokens") int promptTokens,
    @JsonProperty("prompt_tokens_details") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable CachedTokens promptTokensDetails,
    @JsonProperty("completion_tokens") int completionTokens,
    @JsonProperty("total_tokens") int totalTokens) {

  /** Nothing was asked. */
  static final CompletionUsage NONE = new CompletionUsage(0, null, 0, 0);

  /** What Bedrock counted. */
  static CompletionUsage of(TokenUsage usage) {
    return new CompletionUsage(
        usage.promptTokens(),
        CachedTokens.of(usage.cacheReadInputTokens()),
        usage.outputTokens(),
        usage.promptTokens() + usage.outputTokens());
  }

  /** What the answer to a prompt took. */
  static CompletionUsage of(AnswerEnd end, CompletionRequest request) {
    return request.asksNothing() ? NONE : of(end.usage());
  }

  /**
   * Tokens that came from a cache.
   *
   * @param cachedTokens how many
   */
  record CachedTokens(@JsonProperty("cached_tokens") int cachedTokens) {

    static @Nullable CachedTokens of(@Nullable Integer reported) {
      return reported == null ? null : new CachedTokens(reported);
    }
  }
}
