package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConnectFailures;
import io.aiportal.ollama.internal.RetryAfter;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The SDK's failures as ours. */
final class SdkErrors {

  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)credentials|token provider|sso session|sso login|sso token");

  /** The HTTP client has no exception of its own for a body that is shorter than was told. */
  private static final Pattern SHORT_BODY = Pattern.compile("only received \\d+ bytes");

  private SdkErrors() {}

  /** What a call of the SDK failed with. */
  static BedrockException toBedrock(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof BedrockException known) {
      return known;
    }
    if (cause instanceof AwsServiceException answered) {
      return answered(answered);
    }
    BedrockException unreached = ConnectFailures.of(cause);
    if (unreached != null) {
      return unreached;
    }
    if (isTimeout(cause)) {
      return new BedrockException(Kind.TIMEOUT, "no answer in time", cause);
    }
    if (isInterruption(cause)) {
      return BedrockErrors.interrupted(cause);
    }
    if (hasNamed(cause, "jackson")) {
      return new BedrockException(Kind.CORRUPT, "the answer is no JSON", cause);
    }
    if (has(cause, IOException.class)) {
      return mentions(cause, SHORT_BODY)
          ? new BedrockException(Kind.BROKEN_OFF, "the connection failed within the answer", cause)
          : new BedrockException(Kind.CONNECTION, "the connection failed", cause);
    }
    if (cause instanceof SdkClientException && mentions(cause, CREDENTIALS)) {
      return BedrockException.noCredentials(cause);
    }
    return new BedrockException(Kind.CORRUPT, "the answer could not be read", cause);
  }

  /**
   * What our own side of a call threw: a listener, a converter, the SDK before it sent anything.
   */
  static BedrockException internal(Throwable thrown) {
    return has(thrown, AbortedException.class)
        ? BedrockErrors.interrupted(thrown)
        : BedrockErrors.thrown(thrown);
  }

  /** The error as Bedrock told it. The SDK's own exception would only repeat it, unredacted. */
  private static BedrockException answered(AwsServiceException error) {
    AwsErrorDetails details = error.awsErrorDetails();
    SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
    return BedrockErrors.answered(
        error.statusCode(),
        code(error, details),
        details == null ? error.getMessage() : details.errorMessage(),
        error.requestId() == null ? header(response, "x-amzn-requestid") : error.requestId(),
        RetryAfter.of(header(response, "Retry-After"), header(response, "Date")));
  }

  /** In streams the SDK has the exception's class but not always its code. */
  private static @Nullable String code(
      AwsServiceException error, @Nullable AwsErrorDetails details) {
    String code = details == null ? null : details.errorCode();
    String ofClass = error.getClass().getSimpleName();
    boolean known = code != null && (BedrockErrors.kind(code) != Kind.OTHER);
    return known || Kind.of(ofClass) == Kind.OTHER ? code : ofClass;
  }

  private static @Nullable String header(@Nullable SdkHttpResponse response, String name) {
    return response == null ? null : response.firstMatchingHeader(name).orElse(null);
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || has(failure, TimeoutException.class)
        || hasNamed(failure, "ReadTimeoutException");
  }

  /** The SDK's own interruption is one of Java's too. */
  private static boolean isInterruption(Throwable failure) {
    return has(failure, InterruptedException.class) || has(failure, AbortedException.class);
  }

  private static boolean mentions(Throwable failure, Pattern words) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (message != null && words.matcher(message).find()) {
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
