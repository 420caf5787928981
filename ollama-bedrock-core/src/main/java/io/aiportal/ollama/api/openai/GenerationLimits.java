package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is chosen, and when it ends.
 *
 * @param maxTokens tokens that it may have, at least 1; null for a default
 * @param temperature null for the model's own default
 * @param topP null for the model's own default
 * @param stop texts that end it
 */
public record GenerationLimits(
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    List<String> stop) {

  public GenerationLimits {
    stop = List.copyOf(stop);
  }

  /** A number of tokens; null for those below 1, which mean "without end" to Ollama. */
  static @Nullable Integer tokens(long number) {
    return number < 1 ? null : (Integer) (int) Math.min(number, Integer.MAX_VALUE);
  }

  /** Starts a call of a model that keeps to these. */
  ChatCall.Builder call(String model) {
    return ChatCall.builder(model)
        .contextPolicy(ContextPolicy.WHOLE)
        .maxTokens(maxTokens)
        .sampling(new Sampling(temperature, topP, null))
        .stopSequences(stop);
  }
}
