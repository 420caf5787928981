package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import java.util.Map;

/** How Ollama tells a failure: an object with one sentence. */
final class OllamaError {

  private OllamaError() {}

  /** The body of an error reply, or the last line of an answer that failed, without a line end. */
  static byte[] body(CallException error) {
    return ResponseJson.bytes(Map.of("error", error.getMessage()));
  }
}
