package io.aiportal.ollama.api.anthropic;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.LineBuffer;

/** How Anthropic tells a failure: its kind, a sentence, and an id to ask about. */
final class AnthropicError {

  private static final int USUAL_BODY = 256;

  private AnthropicError() {}

  /** The body of an error reply, or the data of an error event, without a line end. */
  static byte[] body(CallException error) {
    return buffer(error).toByteArray();
  }

  /** The same with a line end. */
  static byte[] line(CallException error) {
    return buffer(error).append('\n').toByteArray();
  }

  private static LineBuffer buffer(CallException error) {
    return new LineBuffer(USUAL_BODY)
        .append(ascii("{\"type\":\"error\",\"error\":{\"type\":\""))
        .append(ascii(type(error.status())))
        .append(ascii("\",\"message\":\""))
        .appendEscaped(error.getMessage())
        .append(ascii("\"},\"request_id\":\""))
        .append(ascii(RandomIds.next("req_")))
        .append(ascii("\"}"));
  }

  /** Statuses that Ollama never has are told as the genuine API tells them. */
  private static String type(int status) {
    return switch (status) {
      case 400 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> "api_error";
    };
  }
}
