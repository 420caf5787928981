package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.chat.CallException;
import java.util.function.Function;

/**
 * What of a response differs from API to API, while the mechanism is one: how failures are told.
 *
 * @param errorType the media type of an error that was found before the model was
 * @param modelErrorType the media type of an error behind that, before a streamed answer began
 * @param errorBody the bytes of an error
 */
record ResponseProtocol(
    String errorType, String modelErrorType, Function<CallException, byte[]> errorBody) {

  /** Ollama's own API; its workers leave the character set out. */
  static final ResponseProtocol OLLAMA =
      new ResponseProtocol(Reply.JSON, Reply.BARE_JSON, OllamaApi::errorBody);
}
