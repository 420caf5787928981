package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How OpenAI's API tells a failure, as an object that can be written. */
final class EmbeddingsError {

  private EmbeddingsError() {}

  static Map<String, Object> of(CallException failure) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("message", failure.getMessage());
    error.put("type", type(failure.status()));
    error.put("param", null);
    error.put("code", null);
    return Map.of("error", error);
  }

  private static String type(int status) {
    return switch (status) {
      case 400 -> "invalid_request_error";
      case 404 -> "not_found_error";
      default -> "api_error";
    };
  }
}
