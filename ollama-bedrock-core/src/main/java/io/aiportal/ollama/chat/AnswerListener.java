package io.aiportal.ollama.chat;

import java.util.List;

/**
 * Follows an answer whose content goes to an {@link AnswerSink}: {@link #onOpen} if a model is
 * asked, {@link #onEndOfRead} as often as content came, then one of {@link #onComplete} and {@link
 * #onError}.
 *
 * <p>Calls come one after the other, in turn with those of the sink, and must not block: who has
 * enough pauses the flow, and resumes it later. What a listener or a sink throws ends the call, and
 * {@link #onError} is told.
 */
public interface AnswerListener {

  /** The call is about to be made; {@code flow} steers it from now on. */
  void onOpen(AnswerFlow flow);

  /**
   * What of the call has no effect, or another one than was asked for; told before each attempt,
   * and before any content of it, and once more at its end if there is more to tell by then.
   *
   * @param warnings a sentence each, with nothing in it that the caller wrote; empty for none
   */
  default void onWarnings(List<String> warnings) {}

  /** No further content is at hand: a good moment to pass on what the sink was given. */
  void onEndOfRead();

  /**
   * The answer is complete; what the sink was given since the last end of a read is its last.
   *
   * @param end how it ended, and what it took
   */
  void onComplete(AnswerEnd end);

  /** The answer failed and nothing follows; what came before is not the whole of it. */
  void onError(CallException error);
}
