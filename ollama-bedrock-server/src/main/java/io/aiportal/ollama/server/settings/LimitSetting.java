package io.aiportal.ollama.server.settings;

import java.util.Optional;

/**
 * How much may be asked for; what is empty is not limited.
 *
 * @param requestsPerMinute requests that may begin within a minute
 * @param tokensPerMinute tokens of prompts and answers within a minute
 * @param openAnswers answers that may be made at a time
 */
public record LimitSetting(
    Optional<Long> requestsPerMinute,
    Optional<Long> tokensPerMinute,
    Optional<Integer> openAnswers) {

  /** No limit. */
  public static final LimitSetting NONE =
      new LimitSetting(Optional.empty(), Optional.empty(), Optional.empty());
}
