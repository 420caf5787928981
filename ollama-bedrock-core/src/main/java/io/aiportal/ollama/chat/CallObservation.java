package io.aiportal.ollama.chat;

import io.aiportal.ollama.bedrock.BedrockException;
import java.time.Duration;
import java.util.List;

/**
 * Watches one call: its attempts, and one of {@link #onComplete}, {@link #onFailure} and {@link
 * #onCancel}, before its caller is told. It must not block; what it throws is ignored.
 */
public interface CallObservation {

  /** Watches nothing. */
  CallObservation NOOP = new CallObservation() {};

  /**
   * An attempt is about to be made.
   *
   * @param target where it goes, as its owner calls it
   * @param modelId what Bedrock is called with
   * @param baseModelId the foundation model that is to answer
   * @param warnings what of the call has no effect with this model, a sentence each
   */
  default void onAttempt(
      String target, String modelId, String baseModelId, List<String> warnings) {}

  /**
   * An attempt failed, and another one follows.
   *
   * @param target where it went
   * @param failure why
   * @param delay how long the next one waits
   */
  default void onRetry(String target, BedrockException failure, Duration delay) {}

  /**
   * An answer is whole and not what was asked for; the model is shown what is wrong with it, and
   * another attempt follows.
   *
   * @param target where it came from
   */
  default void onInvalidAnswer(String target) {}

  /** The call is complete. */
  default void onComplete(AnswerEnd end) {}

  /** The call failed, with what its caller is told. */
  default void onFailure(CallException failure) {}

  /** Nobody wants the answer any more, so the call was ended before its time. */
  default void onCancel() {}
}
