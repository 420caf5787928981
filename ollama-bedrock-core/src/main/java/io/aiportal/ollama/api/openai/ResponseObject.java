package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The object that stands for a response, as it is when it begins, ends or fails. */
final class ResponseObject {

  private final ResponsesRequest request;
  private final String id;
  private final Clock clock;
  private final long createdAt;

  /**
   * The object of one response.
   *
   * @param request what is answered; it has arrived just now
   * @param id names the response
   * @param clock tells when it was made
   */
  ResponseObject(ResponsesRequest request, String id, Clock clock) {
    this.request = request;
    this.id = id;
    this.clock = clock;
    this.createdAt = clock.instant().getEpochSecond();
  }

  String id() {
    return id;
  }

  /** The response as it begins. */
  Map<String, @Nullable Object> begun() {
    return object("in_progress", null, null, List.of(), null, null);
  }

  /** The response at its end. */
  Map<String, @Nullable Object> ended(AnswerEnd end, List<Map<String, @Nullable Object>> output) {
    String reason = incompleteReason(end);
    return reason == null
        ? object("completed", clock.instant().getEpochSecond(), null, output, null, end.usage())
        : object("incomplete", null, JsonFields.of("reason", reason), output, null, end.usage());
  }

  /** The response that failed. */
  Map<String, @Nullable Object> failed(
      CallException error, List<Map<String, @Nullable Object>> output) {
    boolean throttled = error.kind() == CallException.Kind.THROTTLED;
    return object(
        "failed",
        null,
        null,
        output,
        JsonFields.of(
            "code",
            throttled ? "rate_limit_exceeded" : "server_error",
            "message",
            error.getMessage()),
        null);
  }

  /** Why a response is not the whole of what the model had to say; null if it is. */
  static @Nullable String incompleteReason(AnswerEnd end) {
    if (end.isCut()) {
      return "max_output_tokens";
    }
    return switch (end.stopReason()) {
      case CONTENT_FILTERED, GUARDRAIL_INTERVENED -> "content_filter";
      default -> null;
    };
  }

  private Map<String, @Nullable Object> object(
      String status,
      @Nullable Long completedAt,
      @Nullable Object incompleteDetails,
      List<Map<String, @Nullable Object>> output,
      @Nullable Object error,
      @Nullable TokenUsage usage) {
    Map<String, @Nullable Object> echo = request.echo();
    return JsonFields.of(
        "id",
        id,
        "object",
        "response",
        "created_at",
        createdAt,
        "completed_at",
        completedAt,
        "status",
        status,
        "incomplete_details",
        incompleteDetails,
        "model",
        request.model(),
        "previous_response_id",
        null,
        "instructions",
        echo.get("instructions"),
        "output",
        output,
        "error",
        error,
        "tools",
        echo.get("tools"),
        "tool_choice",
        echo.get("tool_choice"),
        "truncation",
        echo.get("truncation"),
        "parallel_tool_calls",
        echo.get("parallel_tool_calls"),
        "text",
        echo.get("text"),
        "top_p",
        echo.get("top_p"),
        "presence_penalty",
        0,
        "frequency_penalty",
        0,
        "top_logprobs",
        0,
        "temperature",
        echo.get("temperature"),
        "reasoning",
        echo.get("reasoning"),
        "usage",
        usage == null ? null : usage(usage),
        "max_output_tokens",
        echo.get("max_output_tokens"),
        "max_tool_calls",
        null,
        "store",
        false,
        "background",
        echo.get("background"),
        "service_tier",
        "default",
        "metadata",
        echo.get("metadata"),
        "safety_identifier",
        null,
        "prompt_cache_key",
        null);
  }

  private static Map<String, @Nullable Object> usage(TokenUsage usage) {
    CompletionUsage counted = CompletionUsage.of(usage);
    CompletionUsage.CachedTokens cached = counted.promptTokensDetails();
    return JsonFields.of(
        "input_tokens", counted.promptTokens(),
        "output_tokens", counted.completionTokens(),
        "total_tokens", counted.totalTokens(),
        "input_tokens_details",
            JsonFields.of("cached_tokens", cached == null ? 0 : cached.cachedTokens()),
        "output_tokens_details", JsonFields.of("reasoning_tokens", 0));
  }
}
