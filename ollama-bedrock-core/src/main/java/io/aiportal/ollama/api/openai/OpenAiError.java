package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoEncoder;
import org.jspecify.annotations.Nullable;

/**
 * How OpenAI's API tells a failure.
 *
 * @param error what went wrong
 */
record OpenAiError(Details error) {

  private static final int UNAUTHORIZED = 401;

  /**
   * What went wrong.
   *
   * @param message one sentence
   * @param type the kind of failure
   * @param param the parameter at fault; never known
   * @param code OpenAI's code, where clients look for it; null elsewhere
   */
  @JsonPropertyOrder({"message", "type", "param", "code"})
  record Details(String message, String type, @Nullable String param, @Nullable String code) {}

  /** The body of an error reply, without a line end. */
  static byte[] body(CallException error) {
    return GoEncoder.encode(
        new OpenAiError(new Details(error.getMessage(), type(error.status()), null, code(error))));
  }

  /** The codes by which clients shorten a conversation, ask for a key, or know waiting for vain. */
  private static @Nullable String code(CallException error) {
    if (error.status() == UNAUTHORIZED) {
      return "invalid_api_key";
    }
    return switch (error.kind()) {
      case PROMPT_TOO_LONG -> "context_length_exceeded";
      case QUOTA_EXCEEDED -> "insufficient_quota";
      default -> null;
    };
  }

  private static String type(int status) {
    return switch (status) {
      case 400, UNAUTHORIZED -> "invalid_request_error";
      case 404 -> "not_found_error";
      default -> "api_error";
    };
  }
}
