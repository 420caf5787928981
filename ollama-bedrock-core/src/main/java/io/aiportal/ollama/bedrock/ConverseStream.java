package io.aiportal.ollama.bedrock;

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

  /** Ends the call at once, at Bedrock too. */
  void cancel();
}
