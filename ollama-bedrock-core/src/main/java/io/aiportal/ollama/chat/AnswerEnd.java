package io.aiportal.ollama.chat;

import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a complete answer ended, and what it took.
 *
 * @param stopReason why the model stopped
 * @param stopSequence the caller's text that ended the answer; null where it was none, or nobody
 *     says which
 * @param additionalFields fields of the model's own family that the caller asked for; empty for
 *     none
 * @param usage the tokens of all attempts together
 * @param latencyMs what Bedrock measured, in milliseconds; 0 where it did not say
 * @param streamed whether the answer came in pieces; otherwise nobody saw its first token
 * @param usageEstimated whether the tokens are guessed, because the answer was ended before Bedrock
 *     had counted them, or the count was lost on its way
 */
public record AnswerEnd(
    StopReason stopReason,
    @Nullable String stopSequence,
    Map<String, @Nullable Object> additionalFields,
    TokenUsage usage,
    long latencyMs,
    boolean streamed,
    boolean usageEstimated) {

  public AnswerEnd {
    additionalFields =
        Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(additionalFields));
  }

  /** The end of an answer whose tokens Bedrock has counted. */
  public AnswerEnd(
      StopReason stopReason,
      @Nullable String stopSequence,
      Map<String, @Nullable Object> additionalFields,
      TokenUsage usage,
      long latencyMs,
      boolean streamed) {
    this(stopReason, stopSequence, additionalFields, usage, latencyMs, streamed, false);
  }

  /** Whether a limit cut the answer off. */
  public boolean isCut() {
    return stopReason.isLimit();
  }
}
