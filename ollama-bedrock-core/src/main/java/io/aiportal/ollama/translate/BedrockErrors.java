package io.aiportal.ollama.translate;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.CallException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bedrock's failures as Ollama's: the same status, and a sentence that says what to do. */
public final class BedrockErrors {

  private BedrockErrors() {}

  /**
   * The error that a caller sees.
   *
   * @param error what went wrong
   * @param model the model's name as the request spelled it
   */
  public static CallException toOllama(BedrockException error, String model) {
    String said = said(error);
    if (isUnknownModel(error, said)) {
      return new CallException(
          404, "model '" + model + "' not found: Amazon Bedrock has no such model here", error);
    }
    return new CallException(error.kind().status(), sentence(error.kind(), said, model), error);
  }

  private static String sentence(BedrockException.Kind kind, String said, String model) {
    return switch (kind) {
      case VALIDATION -> join("Amazon Bedrock refused the request", said);
      case ACCESS_DENIED ->
          join("Amazon Bedrock denied access to the model", said)
              + " (allow bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream for '"
              + model
              + "', and request access to the model in the Bedrock console)";
      case CREDENTIALS ->
          join("the gateway's AWS credentials were not accepted", said)
              + " (give it a role, a profile, an access key or a Bedrock API key that is valid now)";
      case RESOURCE_NOT_FOUND ->
          join("model '" + model + "' not found in this account and region", said);
      case SERVICE_QUOTA_EXCEEDED -> join("a quota of Amazon Bedrock is used up", said);
      case MODEL_TIMEOUT -> join("the model took too long to answer; please try again", said);
      case MODEL_ERROR, MODEL_STREAM_ERROR ->
          join("the model failed while it answered; please try again", said);
      case THROTTLING ->
          join("Amazon Bedrock is throttling requests; please try again in a moment", said);
      case MODEL_NOT_READY -> join("the model is not ready yet; please try again shortly", said);
      case INTERNAL_SERVER -> join("Amazon Bedrock had an internal error; please try again", said);
      case SERVICE_UNAVAILABLE ->
          join("Amazon Bedrock is unavailable for now; please try again", said);
      case TIMEOUT -> "Amazon Bedrock did not answer in time; please try again";
      case CONNECT, CONNECTION ->
          "the connection to Amazon Bedrock failed or broke; please try again, and check the"
              + " gateway's network if it goes on";
      case CORRUPT, INTERNAL -> "Amazon Bedrock's answer was damaged on its way; please try again";
      case CONFLICT, OTHER -> join("Amazon Bedrock answered with an error", said);
    };
  }

  private static boolean isUnknownModel(BedrockException error, String said) {
    return error.kind() == BedrockException.Kind.VALIDATION
        && said.toLowerCase(Locale.ROOT).contains("model identifier is invalid");
  }

  private static String said(BedrockException error) {
    @Nullable String message = error.getMessage();
    return message == null ? "" : message.strip();
  }

  private static String join(String ours, String said) {
    return said.isEmpty() ? ours : ours + ": " + said;
  }
}
