package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.openai.OpenAiApi;
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

  /** OpenAI's API, as long as a request itself is at fault. */
  static final ResponseProtocol OPENAI_REQUEST =
      new ResponseProtocol(Reply.JSON, Reply.JSON, OpenAiApi::requestErrorBody);

  /** OpenAI's API, when a model has been asked for. */
  static final ResponseProtocol OPENAI =
      new ResponseProtocol(Reply.BARE_JSON, Reply.BARE_JSON, OpenAiApi::errorBody);

  /** Anthropic's API, as long as a request itself is at fault. */
  static final ResponseProtocol ANTHROPIC_REQUEST =
      new ResponseProtocol(Reply.JSON, Reply.JSON, AnthropicApi::requestErrorBody);

  /** Anthropic's API, when a model has been asked for. */
  static final ResponseProtocol ANTHROPIC =
      new ResponseProtocol(Reply.BARE_JSON, Reply.BARE_JSON, AnthropicApi::errorBody);
}
