package io.aiportal.ollama;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.chat.CallException;

/**
 * Follows a streamed answer: {@link #onOpen} if a model is asked, {@link #onPieces} as often as
 * pieces came, then one of {@link #onComplete} and {@link #onError}.
 *
 * <p>Calls come one after the other, from whatever thread brings the answer, and must not block:
 * who has enough pauses the stream, and resumes it later.
 */
public interface AnswerListener {

  /** The call is about to be made; {@code stream} steers it from now on. */
  void onOpen(ConverseStream stream);

  /** New pieces are there and should go out now. */
  void onPieces();

  /**
   * The answer is complete; pieces that came since the last {@link #onPieces} are its last.
   *
   * @param metrics what it took; {@link Metrics#NONE} if no model was asked
   */
  void onComplete(Metrics metrics);

  /** The answer failed and nothing follows; what came before is not the whole of it. */
  void onError(CallException error);
}
