package io.aiportal.ollama.bedrock;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Failures of calls as exceptions: what Bedrock answered with, and what our own side threw. */
public final class BedrockErrors {

  /** What AWS calls bad credentials, whichever way they are bad. */
  private static final Set<String> CREDENTIAL_CODES =
      Set.of(
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignatureException",
          "IncompleteSignature",
          "MissingAuthenticationTokenException",
          "MissingAuthenticationToken",
          "InvalidClientTokenId",
          "ExpiredTokenException",
          "ExpiredToken",
          "RequestExpired",
          "RequestInTheFuture",
          "RequestTimeTooSkewed");

  private static final int FIRST_ERROR_STATUS = 400;

  private BedrockErrors() {}

  /**
   * An error as Bedrock told it.
   *
   * @param status the HTTP status; below 400 in a stream, where an error has none of its own
   * @param type Bedrock's name of the error, with or without the space and the address that some
   *     services put around it; null for none
   * @param message Bedrock's sentence; null for none
   * @param requestId Bedrock's id of the request; null where it gave none
   * @param retryAfter how long Bedrock asks to wait; null where it does not say
   */
  public static BedrockException answered(
      int status,
      @Nullable String type,
      @Nullable String message,
      @Nullable String requestId,
      @Nullable Duration retryAfter) {
    String code = type == null ? "" : name(type);
    Kind named = kind(code);
    Kind kind = named == Kind.OTHER ? Kind.ofStatus(status) : named;
    return new BedrockException(
        kind,
        code.isEmpty() ? kind.code() : code,
        status < FIRST_ERROR_STATUS ? kind.status() : status,
        message,
        requestId,
        retryAfter,
        null);
  }

  /** Such as the last word of {@code com.amazon.coral#ThrottlingException:http://…}. */
  private static String name(String type) {
    int colon = type.indexOf(':');
    String name = colon < 0 ? type : type.substring(0, colon);
    return name.substring(name.lastIndexOf('#') + 1);
  }

  /**
   * The kind of an error that AWS calls so; {@code OTHER} for one that this version does not know.
   */
  public static Kind kind(String code) {
    return CREDENTIAL_CODES.contains(code) ? Kind.CREDENTIALS : Kind.of(code);
  }

  /** What our own side of a call threw: a listener, or what writes a request or reads an answer. */
  public static BedrockException thrown(Throwable thrown) {
    if (thrown instanceof BedrockException known) {
      return known;
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof InterruptedException) {
        return interrupted(thrown);
      }
    }
    return new BedrockException(
        Kind.INTERNAL, "the call failed with " + thrown.getClass().getSimpleName(), thrown);
  }

  /** Whoever threw cleared the thread's mark; it is set again, for those further up. */
  public static BedrockException interrupted(Throwable cause) {
    Thread.currentThread().interrupt();
    return BedrockException.interrupted(cause);
  }

  /** Only what leaves the virtual machine itself in doubt goes on; deep recursion does not. */
  public static void rethrowIfFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}
