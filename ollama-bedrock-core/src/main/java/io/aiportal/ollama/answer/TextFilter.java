package io.aiportal.ollama.answer;

/** What the text of an answer goes through before the caller sees it; each knows the next. */
interface TextFilter {

  /** Takes more text of the model. */
  void accept(String text);

  /** The model's text goes on in another block, if it does; nothing waits for more of this one. */
  void blockEnd();

  /**
   * The model goes on with a call of a tool of the caller's, so the text so far is no answer that
   * has to be whole: what waits for more of it goes out before the call.
   */
  default void callFollows() {
    blockEnd();
  }

  /**
   * The model has stopped; what is still held back goes out now, or is found to be no answer.
   *
   * @param partial whether this cannot be expected to be a whole answer, because it was cut off or
   *     withheld or goes on with a tool call
   * @throws io.aiportal.ollama.chat.CallException if the text is not what it has to be
   */
  void end(boolean partial);
}
