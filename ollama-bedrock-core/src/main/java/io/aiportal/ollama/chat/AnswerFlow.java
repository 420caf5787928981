package io.aiportal.ollama.chat;

import io.aiportal.ollama.bedrock.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Steers a running answer. Every method may be called from any thread, and more than once.
 *
 * <p>An answer flows from the start. What is already under way when it is paused is still
 * delivered; it is little, and bounded.
 */
public interface AnswerFlow {

  /** Asks for no more than is already under way. */
  void pause();

  /** Lets the answer flow again. */
  void resume();

  /** Ends the call at once, at Bedrock too; nobody is told anything more. */
  void cancel();

  /** Bedrock's own id of the request that is answered; null where nobody knows. */
  default @Nullable String bedrockRequestId() {
    return null;
  }

  /** Whether the answer was given before, to an earlier call that asked the same. */
  default boolean isKept() {
    return false;
  }

  /**
   * What the call has taken so far, of all its attempts; guessed as long as Bedrock has not counted
   * it, and it may be a little behind. What the end of a complete answer tells is the truth.
   *
   * @return nothing as long as no model has been asked; null where one was asked for its whole
   *     answer, and nobody can see how far it has come
   */
  default @Nullable TokenUsage usageSoFar() {
    return TokenUsage.NONE;
  }

  /** Ends the call at once, at Bedrock too, and tells the listener why, unless it ended before. */
  void abort(CallException reason);
}
