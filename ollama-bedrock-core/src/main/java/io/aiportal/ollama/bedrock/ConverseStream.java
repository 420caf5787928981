package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * Steers a streamed answer. Every method may be called from any thread, and more than once.
 *
 * <p>A stream flows from the start. Events that are already under way when it is paused are still
 * delivered; their number is small and bounded.
 */
public interface ConverseStream {

  /** Asks Bedrock for no more than is already under way. */
  void pause();

  /** Lets the stream flow again. */
  void resume();

  /**
   * Bedrock's id of the request, as soon as its answer has begun; null before, or if it has none.
   */
  default @Nullable String requestId() {
    return null;
  }

  /** Ends the call at once, at Bedrock too. */
  void cancel();
}
