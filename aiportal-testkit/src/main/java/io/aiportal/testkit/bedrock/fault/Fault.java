package io.aiportal.testkit.bedrock.fault;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong at Bedrock, or on the way to it.
 *
 * <p>The name of a fault is its constant in lower case with hyphens, such as {@code cut-mid-frame}.
 * "Response" below is the stream of ConverseStream; faults of the stream's transport do the same to
 * the body of any other operation, so far as it has an equivalent.
 */
public enum Fault {
  /** 429 ThrottlingException. */
  THROTTLED(
      BedrockError.of(
          429, "ThrottlingException", "Too many requests, please wait before trying again.")),
  /** 429 ThrottlingException that asks to wait for {@link #RETRY_AFTER_SECONDS} seconds. */
  THROTTLED_RETRY_AFTER(
      BedrockError.of(
              429, "ThrottlingException", "Too many requests, please wait before trying again.")
          .withRetryAfter(Fault.RETRY_AFTER_SECONDS)),
  /** 403 AccessDeniedException. */
  ACCESS_DENIED(
      BedrockError.of(
          403,
          "AccessDeniedException",
          "You don't have access to the model with the specified model ID.")),
  /** 429 ModelNotReadyException, which AWS SDKs retry. */
  MODEL_NOT_READY(
      BedrockError.of(
          429,
          "ModelNotReadyException",
          "Model is not ready for inference. Wait and try your request again.")),
  /** 400 ServiceQuotaExceededException. */
  QUOTA_EXCEEDED(
      BedrockError.of(
          400,
          "ServiceQuotaExceededException",
          "Your request exceeds the service quota for your account.")),
  /** 408 ModelTimeoutException. */
  MODEL_TIMEOUT(
      BedrockError.of(
          408, "ModelTimeoutException", "Model has timed out in processing the request.")),
  /** 424 ModelErrorException with the status of the model. */
  MODEL_ERROR(
      BedrockError.of(
              424,
              "ModelErrorException",
              "The system encountered an unexpected error during processing. Try your request"
                  + " again.")
          .withOriginalStatusCode(500)),
  /** 500 InternalServerException. */
  INTERNAL_ERROR(
      BedrockError.of(
          500,
          "InternalServerException",
          "The system encountered an unexpected error during processing. Try your request"
              + " again.")),
  /** 503 ServiceUnavailableException. */
  SERVICE_UNAVAILABLE(
      BedrockError.of(
          503, "ServiceUnavailableException", "Bedrock is unable to process your request.")),
  /** 400 ValidationException, of a kind that no repair of the request helps. */
  VALIDATION(
      BedrockError.validation(
          "The model returned the following errors: Malformed input request, please reformat your"
              + " input and try again.")),
  /** 404 ResourceNotFoundException of a model that has come to its end. */
  MODEL_END_OF_LIFE(
      BedrockError.of(
          404,
          "ResourceNotFoundException",
          "This model version has reached the end of its life. Please refer to the AWS"
              + " documentation for more details.")),
  /** 404 ResourceNotFoundException of a legacy model that the account has not used of late. */
  MODEL_LEGACY(
      BedrockError.of(
          404,
          "ResourceNotFoundException",
          "Access denied. This Model is marked by provider as Legacy and you have not been actively"
              + " using the model in the last 30 days. Please upgrade to an active model on Amazon"
              + " Bedrock")),
  /** 400 ValidationException of a model that is closed to the caller's country. */
  UNSUPPORTED_COUNTRY(
      BedrockError.validation(
          "Access to Meta Llama models is not allowed from unsupported countries, regions, or"
              + " territories.")),
  /** 403 ExpiredTokenException. */
  EXPIRED_TOKEN(
      BedrockError.ofFrontDoor(
          403, "ExpiredTokenException", "The security token included in the request is expired")),
  /** 502 with an HTML page, as a proxy on the way would answer. */
  NOT_JSON_ERROR,

  /** The first output comes after {@link #SLOW_FIRST_TOKEN_SECONDS} seconds. */
  SLOW_FIRST_TOKEN,
  /** Some text, then nothing more; the connection stays open. */
  STALL,
  /** No byte at all; the connection stays open. */
  STALL_BEFORE_HEADERS,
  /** Status and headers, then nothing; the connection stays open. */
  STALL_BEFORE_FIRST_EVENT,

  /** Some text, then the connection is reset (RST). */
  RESET,
  /** The connection is reset in answer to the request. */
  RESET_BEFORE_HEADERS,
  /** Some whole frames, then the connection closes without the end of the HTTP body. */
  CUT_BETWEEN_FRAMES,
  /** The connection closes within a frame, without the end of the HTTP body. */
  CUT_MID_FRAME,
  /** The HTTP body ends properly, but within a frame. */
  CLEAN_END_MID_FRAME,
  /** The whole text, then the HTTP body ends properly: no messageStop, no metadata. */
  END_WITHOUT_MESSAGE_STOP,
  /** Everything but the metadata event. */
  NO_METADATA,
  /** A response without a single event. */
  EMPTY_STREAM,
  /** Everything, one byte at a time. */
  DRIPPING_BYTES,

  /** 200, and the first frame is a throttlingException. */
  EXCEPTION_FIRST,
  /** Some text, then the frame of a throttlingException. */
  EXCEPTION_MID_STREAM,
  /** Some text, then the frame of a modelStreamErrorException. */
  MODEL_STREAM_ERROR_MID_STREAM,
  /** Some text, then the frame of an internalServerException. */
  INTERNAL_ERROR_MID_STREAM,
  /** Some text, then the frame of a serviceUnavailableException. */
  SERVICE_UNAVAILABLE_MID_STREAM,
  /** Some text, then the frame of a validationException. */
  VALIDATION_MID_STREAM,

  /** Some text, then a frame with a wrong prelude CRC. */
  BAD_PRELUDE_CRC,
  /** Some text, then a frame with a wrong message CRC. */
  BAD_MESSAGE_CRC,
  /** Some text, then a frame with right CRCs whose payload is broken JSON. */
  MALFORMED_PAYLOAD,
  /** A whole answer with events, deltas and members in it that nobody knows yet. */
  UNKNOWN_EVENTS,
  /** A whole answer with one delta of a mebibyte. */
  HUGE_FRAME,

  /** The tokens run out within the input of a tool call: {@code max_tokens}. */
  TRUNCATED_TOOL_INPUT,
  /** The model fails to write a tool call: {@code malformed_tool_use}. */
  MALFORMED_TOOL_USE,
  /** A guardrail replaces the answer: {@code guardrail_intervened}. */
  GUARDRAIL,
  /** The model writes its tool calls as JSON in its text, as Llama and gpt-oss do at times. */
  TOOL_CALL_AS_TEXT,
  /** The model thinks in its text, between {@code <thinking>} tags, as Nova 1 does. */
  INLINE_THINKING,
  /** The model does not heed stop sequences, as Llama does not. */
  STOPS_IGNORED,
  /** The model answers in words although a tool is forced, as gpt-oss does. */
  FORCED_TOOL_IGNORED;

  /** How long {@link #THROTTLED_RETRY_AFTER} asks to wait. */
  public static final int RETRY_AFTER_SECONDS = 1;

  /** How long {@link #SLOW_FIRST_TOKEN} takes. */
  public static final int SLOW_FIRST_TOKEN_SECONDS = 5;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final @Nullable BedrockError error;

  Fault() {
    this.error = null;
  }

  Fault(BedrockError error) {
    this.error = error;
  }

  /** The fault of that name, such as {@code bad-message-crc}; empty if there is none. */
  public static Optional<Fault> named(String name) {
    for (Fault fault : values()) {
      if (fault.id().equals(name)) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  /** The names of all faults, with commas between them. */
  public static String names() {
    return Stream.of(values()).map(Fault::id).collect(Collectors.joining(", "));
  }

  /** The name for model ids, headers and command lines. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The error that is answered instead of everything else; empty for all other faults. */
  public Optional<BedrockError> error() {
    return Optional.ofNullable(error);
  }
}
