package io.aiportal.ollama.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed: what kind of failure, an HTTP status, and one sentence for the caller.
 *
 * <p>Every API shows it in its own shape. The sentence never holds a prompt, a credential or the
 * number of an account. Where Bedrock was the one who failed, the cause is a {@link
 * io.aiportal.ollama.bedrock.BedrockException} with Bedrock's own code and request id.
 */
public final class CallException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What a caller who closed the connection is told in logs; never on the wire. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private final Kind kind;
  private final int status;
  private final transient @Nullable Duration retryAfter;

  /**
   * A failure with the status that its kind usually has.
   *
   * @param kind what went wrong
   * @param message what went wrong and, where that helps, what to do
   * @param cause what is behind it; null where nothing is
   */
  public CallException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, kind.status(), message, null, cause);
  }

  /**
   * A failure.
   *
   * @param kind what went wrong
   * @param status an HTTP status of 400 or more
   * @param message what went wrong and, where that helps, what to do
   * @param retryAfter how long to wait before the next try; null where nobody knows
   * @param cause what is behind it; null where nothing is
   */
  public CallException(
      Kind kind,
      int status,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /**
   * A failure with a status of its own, of the kind that this status means.
   *
   * @param status an HTTP status of 400 or more
   * @param message what went wrong and, where that helps, what to do
   * @param cause what is behind it; null where nothing is
   */
  public CallException(int status, String message, @Nullable Throwable cause) {
    this(Kind.ofStatus(status), status, message, null, cause);
  }

  /** The request is at fault: status 400. */
  public static CallException badRequest(String message) {
    return new CallException(Kind.INVALID_REQUEST, message, null);
  }

  /** No such model, in the words that clients of Ollama look for: status 404. */
  public static CallException modelNotFound(String model) {
    return new CallException(Kind.NOT_FOUND, "model '" + model + "' not found", null);
  }

  /** Ollama answers some mistakes of the caller with 500; so do we, where clients know them so. */
  public static CallException runnerError(String message) {
    return new CallException(Kind.INVALID_REQUEST, 500, message, null, null);
  }

  /** The model's answer cannot be used: status 502. */
  public static CallException badAnswer(String message) {
    return new CallException(Kind.BAD_ANSWER, message, null);
  }

  /**
   * The prompt does not fit into the model's window: status 400.
   *
   * @param tokens what it has
   * @param most what it may have
   */
  public static CallException promptTooLong(int tokens, int most) {
    return new CallException(
        Kind.PROMPT_TOO_LONG,
        "prompt is too long: " + tokens + " tokens > " + most + " maximum",
        null);
  }

  /** The prompt does not fit into a window of so many tokens; nobody says how long it is. */
  public static CallException promptTooLong(int most) {
    return new CallException(
        Kind.PROMPT_TOO_LONG, "prompt is too long: the maximum is " + most + " tokens", null);
  }

  /** Too much is under way already: status 503, to be tried again after a while. */
  public static CallException overloaded(String message, Duration retryAfter) {
    return new CallException(Kind.OVERLOADED, Kind.OVERLOADED.status(), message, retryAfter, null);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The HTTP status, 400 or more. */
  public int status() {
    return status;
  }

  /** How long to wait before the next try; null where nobody knows. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The sentence for the caller; never null. */
  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "unknown error" : message;
  }

  /** The kinds of failure, with the HTTP status that each usually has. */
  public enum Kind {
    /** The request makes no sense, or asks for what the model cannot do. */
    INVALID_REQUEST(400),
    /** AWS credentials are missing, wrong or expired. */
    CREDENTIALS(403),
    /** The credentials are good, but may not do this. */
    ACCESS_DENIED(403),
    /** No such model here. */
    NOT_FOUND(404),
    /** The prompt is longer than the model's window. */
    PROMPT_TOO_LONG(400),
    /** The request is larger than what is taken. */
    TOO_LARGE(413),
    /** Too many requests or tokens for the moment. */
    THROTTLED(429),
    /** A quota is used up. */
    QUOTA_EXCEEDED(429),
    /** The caller wants the answer no longer. */
    CANCELLED(CLIENT_CLOSED_REQUEST),
    /** A fault of ours. */
    INTERNAL(500),
    /** The model's answer is incomplete, damaged or not what was asked for. */
    BAD_ANSWER(502),
    /** Bedrock could not be reached, or the connection broke. */
    CONNECTION(502),
    /** Bedrock, or the model, cannot answer for now. */
    UNAVAILABLE(503),
    /** Too much is under way here already. */
    OVERLOADED(503),
    /** No answer in time. */
    TIMEOUT(504);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The kind that an HTTP status means. */
    static Kind ofStatus(int status) {
      return switch (status) {
        case 401, 403 -> ACCESS_DENIED;
        case 404 -> NOT_FOUND;
        case 408, 504 -> TIMEOUT;
        case 413 -> TOO_LARGE;
        case 429 -> THROTTLED;
        case CLIENT_CLOSED_REQUEST -> CANCELLED;
        case 502 -> BAD_ANSWER;
        case 503 -> UNAVAILABLE;
        default -> status < 500 ? INVALID_REQUEST : INTERNAL;
      };
    }

    /** The HTTP status that this kind of failure usually has. */
    public int status() {
      return status;
    }
  }
}
