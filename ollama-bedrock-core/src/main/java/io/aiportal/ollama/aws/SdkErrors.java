package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The SDK's failures as ours. */
final class SdkErrors {

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
          "RequestExpired");

  private SdkErrors() {}

  static BedrockException toBedrock(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof BedrockException known) {
      return known;
    }
    if (cause instanceof AwsServiceException answered) {
      return answered(answered);
    }
    if (isTimeout(cause)) {
      return new BedrockException(Kind.TIMEOUT, "no answer in time", cause);
    }
    if (hasNamed(cause, "jackson")) {
      return new BedrockException(Kind.CORRUPT, "the answer is no JSON", cause);
    }
    if (has(cause, IOException.class)) {
      return new BedrockException(Kind.CONNECTION, "the connection failed", cause);
    }
    if (cause instanceof SdkClientException && mentionsCredentials(cause)) {
      return new BedrockException(Kind.CREDENTIALS, "none were found", cause);
    }
    return new BedrockException(Kind.CORRUPT, "the answer could not be read", cause);
  }

  private static BedrockException answered(AwsServiceException error) {
    AwsErrorDetails details = error.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    String message = details == null ? error.getMessage() : details.errorMessage();
    return new BedrockException(kind(error, code), message, error);
  }

  /** In streams the SDK has the exception's class but not always its code. */
  private static Kind kind(AwsServiceException error, @Nullable String code) {
    if (code != null && CREDENTIAL_CODES.contains(code)) {
      return Kind.CREDENTIALS;
    }
    Kind byCode = code == null ? Kind.OTHER : Kind.of(code);
    Kind named = byCode == Kind.OTHER ? Kind.of(error.getClass().getSimpleName()) : byCode;
    return named == Kind.OTHER ? Kind.ofStatus(error.statusCode()) : named;
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || has(failure, TimeoutException.class)
        || hasNamed(failure, "ReadTimeoutException");
  }

  private static boolean mentionsCredentials(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null
          && (message.contains("credentials") || message.contains("token provider"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  /** HTTP clients and the SDK's parser bring exceptions that this module cannot name as types. */
  private static boolean hasNamed(Throwable failure, String partOfName) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getClass().getName().contains(partOfName)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable t = failure;
    while ((t instanceof CompletionException || t instanceof ExecutionException)
        && t.getCause() != null) {
      t = t.getCause();
    }
    return t;
  }
}
