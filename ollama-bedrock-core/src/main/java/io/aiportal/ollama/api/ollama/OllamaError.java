package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import java.util.Map;

/** How Ollama tells a failure: an object with one sentence. */
final class OllamaError {

  private static final String TOO_LONG =
      "the prompt is longer than the context length currently available to the model; shorten the"
          + " prompt, adjust the context length in settings, or use a model with a longer context"
          + " length";

  private OllamaError() {}

  /** The body of an error reply, or the last line of an answer that failed, without a line end. */
  static byte[] body(CallException error) {
    return ResponseJson.bytes(Map.of("error", sentence(error)));
  }

  private static String sentence(CallException error) {
    return error.kind() == CallException.Kind.PROMPT_TOO_LONG ? TOO_LONG : error.getMessage();
  }
}
