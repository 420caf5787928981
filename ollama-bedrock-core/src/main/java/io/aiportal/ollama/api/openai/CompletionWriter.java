package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.openai.Completion.TextChoice;
import io.aiportal.ollama.chat.AnswerEnd;
import java.time.Clock;
import java.util.List;

/** Writes a whole answer of {@code /v1/completions}; thinking has no place in it. */
final class CompletionWriter extends WholeAnswerWriter {

  private final String id;
  private final CompletionRequest request;
  private final Clock clock;

  /**
   * A writer for one answer.
   *
   * @param id names the answer
   * @param request what is answered
   * @param clock tells when it was made
   */
  CompletionWriter(String id, CompletionRequest request, Clock clock) {
    this.id = id;
    this.request = request;
    this.clock = clock;
  }

  @Override
  Object document(AnswerEnd end) {
    return new Completion(
        id,
        "text_completion",
        clock.instant().getEpochSecond(),
        request.model(),
        "fp_ollama",
        List.of(new TextChoice(text.toString(), 0, FinishReason.of(end, request))),
        CompletionUsage.of(end, request));
  }
}
