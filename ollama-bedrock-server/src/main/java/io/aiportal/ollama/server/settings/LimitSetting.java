package io.aiportal.ollama.server.settings;

import java.util.ArrayList;
import java.util.List;
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

  /** As the file has it, without braces; empty for no limit. */
  public String shown() {
    List<String> shown = new ArrayList<>();
    requestsPerMinute.ifPresent(most -> shown.add("requests_per_minute: " + most));
    tokensPerMinute.ifPresent(most -> shown.add("tokens_per_minute: " + most));
    openAnswers.ifPresent(most -> shown.add("open_answers: " + most));
    return String.join(", ", shown);
  }
}
