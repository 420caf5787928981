package io.aiportal.ollama.bedrock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits and sampling of a call; a null leaves the model's own default.
 *
 * @param maxTokens tokens that the answer may have, at least 1
 * @param temperature 0 to 1
 * @param topP 0 to 1
 * @param stopSequences texts that end the answer; empty for none
 */
public record InferenceConfiguration(
    @Nullable Integer maxTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    List<String> stopSequences) {

  /** Everything at the model's own default. */
  public static final InferenceConfiguration NONE =
      new InferenceConfiguration(null, null, null, List.of());

  public InferenceConfiguration {
    stopSequences = List.copyOf(stopSequences);
  }
}
