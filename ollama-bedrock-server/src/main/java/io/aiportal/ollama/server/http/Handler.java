package io.aiportal.ollama.server.http;

/** Answers one kind of request. */
@FunctionalInterface
interface Handler {

  /**
   * Begins to answer; called on the io thread, before the body is read.
   *
   * @throws io.aiportal.ollama.chat.CallException to answer with this error
   */
  void handle(HttpCall call);
}
