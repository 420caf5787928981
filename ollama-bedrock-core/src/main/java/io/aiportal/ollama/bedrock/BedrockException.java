package io.aiportal.ollama.bedrock;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A failed call, or a stream that broke. The message is Bedrock's own, where it sent one.
 *
 * <p>No message holds the number of an account, a session's name or a secret; {@link Redaction}
 * takes them out. Of credentials that were refused Bedrock's words are not kept at all, as they
 * quote the signed request.
 */
public final class BedrockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What AWS says of a request whose clock differs too much from its own. */
  private static final Set<String> CLOCK_SKEW =
      Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");

  /** What the SDK says where somebody has to sign in to AWS again. */
  private static final Pattern SIGN_IN =
      Pattern.compile("(?i)sso session|sso login|aws login|token is expired|cached sso token");

  private static final String SSO_EXPIRED = "the session of AWS SSO has expired";

  private static final Set<Integer> PASSING_STATUSES = Set.of(500, 502, 503, 504);

  private final Kind kind;
  private final String code;
  private final int status;
  private final @Nullable String requestId;
  private final transient @Nullable Duration retryAfter;
  private final boolean clockSkew;
  private final boolean interruption;

  /**
   * A failure that Bedrock did not tell itself.
   *
   * @param kind what went wrong
   * @param message Bedrock's sentence, or ours; null for none
   * @param cause what is behind it; null where nothing is
   */
  public BedrockException(Kind kind, @Nullable String message, @Nullable Throwable cause) {
    this(kind, kind.code(), kind.status(), message, null, null, cause);
  }

  /**
   * A failure as Bedrock told it.
   *
   * @param kind what went wrong
   * @param code Bedrock's name of the error; empty for none
   * @param status the HTTP status; that of the kind where Bedrock gave none
   * @param message Bedrock's sentence; null for none
   * @param requestId Bedrock's id of the request; null where it gave none
   * @param retryAfter how long Bedrock asks to wait; null where it does not say
   * @param cause what is behind it; null where nothing is
   */
  public BedrockException(
      Kind kind,
      String code,
      int status,
      @Nullable String message,
      @Nullable String requestId,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    this(
        kind,
        kind == Kind.CREDENTIALS || message == null ? null : Redaction.redact(message),
        kind == Kind.CREDENTIALS ? null : cause,
        code,
        status,
        requestId,
        retryAfter,
        isClockSkew(code, message),
        false);
  }

  private BedrockException(
      Kind kind,
      @Nullable String message,
      @Nullable Throwable cause,
      String code,
      int status,
      @Nullable String requestId,
      @Nullable Duration retryAfter,
      boolean clockSkew,
      boolean interruption) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.clockSkew = clockSkew;
    this.interruption = interruption;
  }

  /** There is nothing to sign a request with; none was sent. */
  public static BedrockException noCredentials() {
    return new BedrockException(
        Kind.CREDENTIALS,
        "none were found",
        null,
        "",
        Kind.CREDENTIALS.status(),
        null,
        null,
        false,
        false);
  }

  /** There is nothing to sign a request with, as somebody has to sign in again; none was sent. */
  public static BedrockException ssoExpired() {
    return new BedrockException(
        Kind.CREDENTIALS,
        SSO_EXPIRED,
        null,
        "",
        Kind.CREDENTIALS.status(),
        null,
        null,
        false,
        false);
  }

  /**
   * There is nothing to sign a request with; none was sent.
   *
   * @param failure why nothing was found, as whoever looked for it tells
   */
  public static BedrockException noCredentials(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null && SIGN_IN.matcher(message).find()) {
        return ssoExpired();
      }
    }
    return noCredentials();
  }

  /** Whether somebody has to sign in to AWS again. */
  public boolean isSsoExpired() {
    return kind == Kind.CREDENTIALS && SSO_EXPIRED.equals(getMessage());
  }

  /** The request holds what cannot be written down; it was not sent. */
  public static BedrockException unsendable(String message) {
    return new BedrockException(
        Kind.VALIDATION, message, null, "", Kind.VALIDATION.status(), null, null, false, false);
  }

  /** The thread that worked on the call was interrupted; nobody waits for the answer any more. */
  public static BedrockException interrupted(Throwable cause) {
    return new BedrockException(
        Kind.INTERNAL,
        "the thread was interrupted",
        cause,
        "",
        Kind.INTERNAL.status(),
        null,
        null,
        false,
        true);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** Bedrock's name of the error; empty where it gave none. */
  public String code() {
    return code;
  }

  /** The HTTP status that Bedrock gave, or that its kind of error has. */
  public int status() {
    return status;
  }

  /** Bedrock's id of the request; null where it gave none. */
  public @Nullable String requestId() {
    return requestId;
  }

  /** How long Bedrock asks to wait before the next try; null where it does not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Whether anything of the request may have reached Bedrock; otherwise nothing was asked. */
  public boolean requestSent() {
    return switch (kind) {
      case CONNECT -> false;
      case VALIDATION, CREDENTIALS -> !code.isEmpty();
      default -> true;
    };
  }

  /** Whether Bedrock wants fewer requests for a while. */
  public boolean isThrottling() {
    return kind == Kind.THROTTLING || kind == Kind.MODEL_NOT_READY;
  }

  /** Whether this machine's clock and Bedrock's differ too much for a signature. */
  public boolean isClockSkew() {
    return clockSkew;
  }

  /** Whether the call ended because its thread was interrupted. */
  public boolean isInterruption() {
    return interruption;
  }

  private static boolean isClockSkew(String code, @Nullable String message) {
    return CLOCK_SKEW.contains(code)
        || (message != null
            && (message.contains("Signature expired")
                || message.contains("Signature not yet current")));
  }

  /**
   * Whether the same request may succeed the next time.
   *
   * <p>Never after a read timeout: the model was asked and is paid for. Nor where a day's tokens
   * are used up.
   */
  public boolean isRetryable() {
    return switch (kind) {
      case THROTTLING -> !isUsedUpForToday();
      case MODEL_NOT_READY, INTERNAL_SERVER, SERVICE_UNAVAILABLE -> true;
      case CONNECT, CONNECTION, BROKEN_OFF -> true;
      case CREDENTIALS -> clockSkew;
      case OTHER -> PASSING_STATUSES.contains(status);
      default -> false;
    };
  }

  private boolean isUsedUpForToday() {
    String message = getMessage();
    return message != null && (message.contains("per day") || message.contains("daily"));
  }

  /** The kinds of failure, with the HTTP status that Bedrock has for each. */
  public enum Kind {
    VALIDATION("ValidationException", 400),
    ACCESS_DENIED("AccessDeniedException", 403),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
    SERVICE_QUOTA_EXCEEDED("ServiceQuotaExceededException", 400),
    MODEL_TIMEOUT("ModelTimeoutException", 408),
    CONFLICT("ConflictException", 409),
    MODEL_ERROR("ModelErrorException", 424),
    MODEL_STREAM_ERROR("ModelStreamErrorException", 424),
    THROTTLING("ThrottlingException", 429),
    MODEL_NOT_READY("ModelNotReadyException", 429),
    INTERNAL_SERVER("InternalServerException", 500),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503),
    /** Missing, wrong or expired credentials, whatever the service calls it. */
    CREDENTIALS("UnrecognizedClientException", 403),
    /** Bedrock answered with an error that this version does not know. */
    OTHER("", 502),
    /** Bedrock could not be reached, so nothing was sent; the message says what failed. */
    CONNECT("", 502),
    /** The connection broke while the request was sent or the answer came. */
    CONNECTION("", 502),
    /** The connection broke within a whole answer, so it was made; the rest of it is lost. */
    BROKEN_OFF("", 502),
    /** Bedrock kept silent for longer than we wait. */
    TIMEOUT("", 504),
    /** What came was no answer of Bedrock: a damaged frame, unreadable JSON. */
    CORRUPT("", 502),
    /** The fault is on this side: of the program that asks or listens. */
    INTERNAL("", 500);

    private static final Kind[] ALL = values();

    private final String code;
    private final int status;

    Kind(String code, int status) {
      this.code = code;
      this.status = status;
    }

    /** The kind that Bedrock calls so; case is ignored, as exceptions in streams differ in it. */
    public static Kind of(String code) {
      for (Kind kind : ALL) {
        if (!kind.code.isEmpty() && kind.code.equalsIgnoreCase(code)) {
          return kind;
        }
      }
      return OTHER;
    }

    /** The kind that an HTTP status means, where Bedrock's name for it is missing or new. */
    public static Kind ofStatus(int status) {
      return switch (status) {
        case 400 -> VALIDATION;
        case 401, 403 -> ACCESS_DENIED;
        case 404 -> RESOURCE_NOT_FOUND;
        case 429 -> THROTTLING;
        case 500 -> INTERNAL_SERVER;
        case 503 -> SERVICE_UNAVAILABLE;
        default -> OTHER;
      };
    }

    /** Bedrock's name of the error; empty for those that are not Bedrock's. */
    public String code() {
      return code;
    }

    /** The HTTP status of the error. */
    public int status() {
      return status;
    }
  }
}
