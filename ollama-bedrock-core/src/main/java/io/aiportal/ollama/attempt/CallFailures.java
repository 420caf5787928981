package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.Redaction;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.RetryAfter;
import java.time.Duration;
import java.util.Locale;

/** Turns Bedrock's failures into those of a call: a status, and a sentence that says what to do. */
public final class CallFailures {

  /** Characters: a refusal of Bedrock's may quote a whole schema. */
  private static final int MOST_WORDS = 2_000;

  private static final String VALID_CREDENTIALS =
      " (give a role, a profile, an access key or a Bedrock API key that is valid now)";

  private CallFailures() {}

  /**
   * The failure that a caller sees.
   *
   * @param error what went wrong
   * @param model the model's name as the request spelled it
   */
  public static CallException of(BedrockException error, String model) {
    return of(error, model, "");
  }

  /**
   * The failure that a caller sees.
   *
   * @param error what went wrong
   * @param model the model's name as the request spelled it
   * @param successor the model to go on with where this one is old; empty where none is known
   */
  static CallException of(BedrockException error, String model, String successor) {
    String words = words(error);
    KnownFailures.Told told = KnownFailures.of(error, words, model, successor);
    if (told != null) {
      return failure(told.kind(), told.status(), told.sentence(), error);
    }
    if (isUnknownModel(error, words)) {
      return failure(
          CallException.Kind.NOT_FOUND,
          CallException.Kind.NOT_FOUND.status(),
          "model '" + model + "' not found: Amazon Bedrock has no such model here",
          error);
    }
    if (error.isInterruption()) {
      return failure(
          CallException.Kind.CANCELLED,
          CallException.Kind.CANCELLED.status(),
          "the thread that worked on the call was interrupted",
          error);
    }
    return failure(kind(error.kind()), error.kind().status(), sentence(error, words, model), error);
  }

  /**
   * The failure that a caller sees, whatever was thrown.
   *
   * @param thrown what went wrong
   * @param model the model's name as the request spelled it
   */
  public static CallException ofAny(Throwable thrown, String model) {
    if (thrown instanceof CallException known) {
      return known;
    }
    return thrown instanceof BedrockException error ? of(error, model) : internal(thrown);
  }

  /** A fault of ours, of which the caller sees nothing more. */
  public static CallException internal(Throwable fault) {
    return new CallException(
        CallException.Kind.INTERNAL, "internal error; please try again", fault);
  }

  private static CallException failure(
      CallException.Kind kind, int status, String sentence, BedrockException error) {
    return new CallException(kind, status, sentence, error.retryAfter(), error);
  }

  private static CallException.Kind kind(BedrockException.Kind kind) {
    return switch (kind) {
      case VALIDATION, CONFLICT -> CallException.Kind.INVALID_REQUEST;
      case ACCESS_DENIED -> CallException.Kind.ACCESS_DENIED;
      case CREDENTIALS -> CallException.Kind.CREDENTIALS;
      case RESOURCE_NOT_FOUND -> CallException.Kind.NOT_FOUND;
      case SERVICE_QUOTA_EXCEEDED -> CallException.Kind.QUOTA_EXCEEDED;
      case THROTTLING -> CallException.Kind.THROTTLED;
      case MODEL_NOT_READY, INTERNAL_SERVER, SERVICE_UNAVAILABLE -> CallException.Kind.UNAVAILABLE;
      case MODEL_TIMEOUT, TIMEOUT -> CallException.Kind.TIMEOUT;
      case MODEL_ERROR, MODEL_STREAM_ERROR, CORRUPT, OTHER -> CallException.Kind.BAD_ANSWER;
      case CONNECT, CONNECTION, BROKEN_OFF -> CallException.Kind.CONNECTION;
      case INTERNAL -> CallException.Kind.INTERNAL;
    };
  }

  private static String sentence(BedrockException error, String words, String model) {
    return switch (error.kind()) {
      case VALIDATION ->
          error.requestSent()
              ? join("Amazon Bedrock refused the request", words)
              : join("the request cannot be sent to Amazon Bedrock", words);
      case ACCESS_DENIED ->
          join("Amazon Bedrock denied access to the model", words)
              + " (allow bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream for '"
              + model
              + "', and request access to the model in the Bedrock console)";
      case CREDENTIALS -> credentials(error) + VALID_CREDENTIALS;
      case RESOURCE_NOT_FOUND ->
          join("model '" + model + "' not found in this account and region", words);
      case SERVICE_QUOTA_EXCEEDED -> join("a quota of Amazon Bedrock is used up", words);
      case MODEL_TIMEOUT -> join("the model took too long to answer; please try again", words);
      case MODEL_ERROR, MODEL_STREAM_ERROR ->
          join("the model failed while it answered; please try again", words);
      case THROTTLING ->
          join(
              "Amazon Bedrock is throttling requests; please try again "
                  + soon(error, "in a moment"),
              words);
      case MODEL_NOT_READY -> join("the model is not ready yet; please try again shortly", words);
      case INTERNAL_SERVER -> join("Amazon Bedrock had an internal error; please try again", words);
      case SERVICE_UNAVAILABLE ->
          join("Amazon Bedrock is unavailable for now; please try again", words);
      case TIMEOUT -> "Amazon Bedrock did not answer in time; please try again";
      case CONNECT -> join("Amazon Bedrock could not be reached", words);
      case CONNECTION, BROKEN_OFF ->
          "the connection to Amazon Bedrock broke; please try again, and check the network if it"
              + " goes on";
      case CORRUPT -> "Amazon Bedrock's answer was damaged on its way; please try again";
      case INTERNAL -> "the answer could not be passed on";
      case OTHER ->
          // Bedrock names its errors; a page of a proxy has no name.
          !error.code().isEmpty()
              ? join("Amazon Bedrock answered with an error", words)
              : "something on the way to Amazon Bedrock, such as a proxy, answered with HTTP status "
                  + error.status()
                  + ", which was no answer of Bedrock's; please try again";
      case CONFLICT -> join("Amazon Bedrock answered with an error", words);
    };
  }

  /** When to try again, as callers are told it in headers too. */
  static String soon(BedrockException error, String otherwise) {
    Duration wait = error.retryAfter();
    if (wait == null) {
      return otherwise;
    }
    long seconds = RetryAfter.seconds(wait);
    return seconds == 1 ? "in a second" : "in " + seconds + " seconds";
  }

  /** Never Bedrock's words: they quote what was signed, and with it the session's token. */
  private static String credentials(BedrockException error) {
    if (error.isSsoExpired()) {
      return "the session of AWS SSO has expired; run aws sso login";
    }
    if (!error.requestSent()) {
      return "no AWS credentials were found";
    }
    if (error.isClockSkew()) {
      return "the AWS credentials were not accepted, as this machine's clock is wrong";
    }
    return error.code().startsWith("ExpiredToken")
        ? "the AWS credentials have expired"
        : "the AWS credentials were not accepted";
  }

  private static boolean isUnknownModel(BedrockException error, String words) {
    return error.kind() == BedrockException.Kind.VALIDATION
        && words.toLowerCase(Locale.ROOT).contains("model identifier is invalid");
  }

  private static String words(BedrockException error) {
    String message = error.getMessage();
    String words = message == null ? "" : Redaction.redact(message).strip();
    return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS) + " …";
  }

  private static String join(String ours, String words) {
    return words.isEmpty() ? ours : ours + ": " + words;
  }
}
