package io.aiportal.ollama.bedrock;

/**
 * Hears a streamed answer: {@link #onOpen} first, then any number of events, then one of {@link
 * #onEnd} and {@link #onError}.
 *
 * <p>Calls come one after the other, from whatever thread brings them; they must not block. Nothing
 * comes after {@link ConverseStream#cancel}, except a call that was already under way.
 */
public interface ConverseStreamListener {

  /** The call is about to be made; {@code stream} steers it from now on. */
  void onOpen(ConverseStream stream);

  /** The next event. */
  void onEvent(ConverseStreamEvent event);

  /** No further event is at hand: a good moment to pass on what the last ones gave. */
  void onEndOfRead();

  /** Bedrock closed the stream in an orderly way. Only the events say if the answer is complete. */
  void onEnd();

  /** The call failed, or the stream broke. */
  void onError(BedrockException error);
}
