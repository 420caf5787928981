package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.json.LineBuffer;
import io.aiportal.ollama.wire.OllamaException;

/**
 * Takes a streamed answer as finished NDJSON lines: the fast way out, for servers.
 *
 * <p>{@link #onOpen} comes first, then any number of {@link #onLines}, then one of {@link
 * #onComplete} and {@link #onError}. Calls come one after the other, from whatever thread brings
 * the answer, and must not block: a sink that is full pauses the stream, and resumes it when
 * drained.
 */
public interface LineSink {

  /** The call is about to be made; {@code stream} steers it from now on. */
  void onOpen(ConverseStream stream);

  /** Where the next lines are to be appended. Asked before each event, on the event's thread. */
  LineBuffer lines();

  /** Whole lines were appended and should go out now. */
  void onLines();

  /** The answer is complete; its last line, the one with {@code done:true}, was appended. */
  void onComplete();

  /**
   * The answer failed and nothing follows. Where no line went out yet this can still become an HTTP
   * error; where one did, it must become a last line that says so.
   */
  void onError(OllamaException error);
}
