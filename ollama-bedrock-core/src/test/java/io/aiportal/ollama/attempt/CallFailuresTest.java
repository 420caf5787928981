package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallFailuresTest {

  private static CallException of(BedrockException error) {
    return CallFailures.of(error, "nova");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VALIDATION             | INVALID_REQUEST | 400 | Amazon Bedrock refused the request: Words
          ACCESS_DENIED          | ACCESS_DENIED   | 403 | Amazon Bedrock denied access to the model: Words (allow bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream for 'nova', and request access to the model in the Bedrock console)
          CREDENTIALS            | CREDENTIALS     | 403 | the AWS credentials were not accepted (give a role, a profile, an access key or a Bedrock API key that is valid now)
          RESOURCE_NOT_FOUND     | NOT_FOUND       | 404 | model 'nova' not found in this account and region: Words
          SERVICE_QUOTA_EXCEEDED | QUOTA_EXCEEDED  | 400 | a quota of Amazon Bedrock is used up: Words
          MODEL_TIMEOUT          | TIMEOUT         | 408 | the model took too long to answer; please try again: Words
          CONFLICT               | INVALID_REQUEST | 409 | Amazon Bedrock answered with an error: Words
          MODEL_ERROR            | BAD_ANSWER      | 424 | the model failed while it answered; please try again: Words
          MODEL_STREAM_ERROR     | BAD_ANSWER      | 424 | the model failed while it answered; please try again: Words
          THROTTLING             | THROTTLED       | 429 | Amazon Bedrock is throttling requests; please try again in a moment: Words
          MODEL_NOT_READY        | UNAVAILABLE     | 429 | the model is not ready yet; please try again shortly: Words
          INTERNAL_SERVER        | UNAVAILABLE     | 500 | Amazon Bedrock had an internal error; please try again: Words
          SERVICE_UNAVAILABLE    | UNAVAILABLE     | 503 | Amazon Bedrock is unavailable for now; please try again: Words
          OTHER                  | BAD_ANSWER      | 502 | something on the way to Amazon Bedrock, such as a proxy, answered with HTTP status 502, which was no answer of Bedrock's; please try again
          CONNECT                | CONNECTION      | 502 | Amazon Bedrock could not be reached: Words
          CONNECTION             | CONNECTION      | 502 | the connection to Amazon Bedrock broke; please try again, and check the network if it goes on
          TIMEOUT                | TIMEOUT         | 504 | Amazon Bedrock did not answer in time; please try again
          CORRUPT                | BAD_ANSWER      | 502 | Amazon Bedrock's answer was damaged on its way; please try again
          INTERNAL               | INTERNAL        | 500 | the answer could not be passed on
          """)
  void failure_hasItsStatusAndSentence(
      BedrockException.Kind kind, CallException.Kind expected, int status, String sentence) {
    BedrockException error = new BedrockException(kind, " Words ", null);
    CallException failure = of(error);
    assertThat(failure.kind()).isEqualTo(expected);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure).hasMessage(sentence).hasCause(error);
    assertThat(failure.retryAfter()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void failure_speaksOfNoProgramAround(BedrockException.Kind kind) {
    assertThat(of(new BedrockException(kind, null, null)).getMessage())
        .isNotBlank()
        .doesNotContain("gateway", "null");
  }

  @Test
  void failure_withoutWords_hasNone() {
    assertThat(of(new BedrockException(BedrockException.Kind.THROTTLING, null, null)))
        .hasMessage("Amazon Bedrock is throttling requests; please try again in a moment");
    assertThat(of(new BedrockException(BedrockException.Kind.VALIDATION, " ", null)))
        .hasMessage("Amazon Bedrock refused the request");
  }

  @Test
  void longWords_areCut() {
    assertThat(of(new BedrockException(BedrockException.Kind.VALIDATION, "x".repeat(2_001), null)))
        .hasMessage("Amazon Bedrock refused the request: " + "x".repeat(2_000) + " …");
  }

  @Test
  void newErrorOfBedrock_isBedrocks_byItsName() {
    assertThat(
            of(
                new BedrockException(
                    BedrockException.Kind.OTHER, "NewException", 418, "Words", null, null, null)))
        .hasMessage("Amazon Bedrock answered with an error: Words");
  }

  @Test
  void pageOfAProxy_isToldWithItsStatus() {
    assertThat(
            of(
                new BedrockException(
                    BedrockException.Kind.OTHER, "", 504, "<html>", null, null, null)))
        .hasMessage(
            "something on the way to Amazon Bedrock, such as a proxy, answered with HTTP status"
                + " 504, which was no answer of Bedrock's; please try again");
  }

  @Test
  void interruption_isACallThatNobodyWantsAnyLonger() {
    BedrockException error = BedrockException.interrupted(new InterruptedException());
    CallException failure = of(error);
    assertThat(failure.kind()).isEqualTo(CallException.Kind.CANCELLED);
    assertThat(failure.status()).isEqualTo(499);
    assertThat(failure)
        .hasMessage("the thread that worked on the call was interrupted")
        .hasCause(error);
  }

  @Test
  void unknownModel_isNotFound() {
    CallException failure =
        of(
            new BedrockException(
                BedrockException.Kind.VALIDATION,
                "The provided Model Identifier is invalid.",
                null));
    assertThat(failure.status()).isEqualTo(404);
    assertThat(failure.kind()).isEqualTo(CallException.Kind.NOT_FOUND);
    assertThat(failure).hasMessage("model 'nova' not found: Amazon Bedrock has no such model here");
    assertThat(
            of(new BedrockException(
                    BedrockException.Kind.ACCESS_DENIED, "model identifier is invalid", null))
                .status())
        .isEqualTo(403);
  }

  @Test
  void requestThatWasNotSent_wasNotRefusedByBedrock() {
    CallException failure = of(BedrockException.unsendable("a document is too deep"));
    assertThat(failure.status()).isEqualTo(400);
    assertThat(failure)
        .hasMessage("the request cannot be sent to Amazon Bedrock: a document is too deep");
  }

  @ParameterizedTest
  @CsvSource({
    "UnrecognizedClientException, the AWS credentials were not accepted",
    "ExpiredTokenException, the AWS credentials have expired",
    "ExpiredToken, the AWS credentials have expired",
    "RequestExpired, 'the AWS credentials were not accepted, as this machine''s clock is wrong'"
  })
  void credentials_saysWhatIsWrong_neverInBedrocksWords(String code, String sentence) {
    CallException failure =
        of(
            new BedrockException(
                BedrockException.Kind.CREDENTIALS,
                code,
                403,
                "x-amz-security-token:secret",
                null,
                null,
                null));
    assertThat(failure)
        .hasMessage(
            sentence
                + " (give a role, a profile, an access key or a Bedrock API key that is valid now)");
    assertThat(failure.kind()).isEqualTo(CallException.Kind.CREDENTIALS);
  }

  @Test
  void credentials_missing_saysSo() {
    assertThat(of(BedrockException.noCredentials()))
        .hasMessage(
            "no AWS credentials were found (give a role, a profile, an access key or a Bedrock API"
                + " key that is valid now)");
  }

  @Test
  void accountsAndSessions_areTakenOut() {
    assertThat(
            of(
                new BedrockException(
                    BedrockException.Kind.ACCESS_DENIED,
                    "User: arn:aws:sts::123456789012:assumed-role/portal/jane is not authorized to"
                        + " perform: bedrock:InvokeModel",
                    null)))
        .hasMessageStartingWith(
            "Amazon Bedrock denied access to the model: User: arn:aws:sts::***:assumed-role/*** is"
                + " not authorized to perform: bedrock:InvokeModel (allow");
  }

  @Test
  void retryAfter_isPassedOn() {
    assertThat(
            of(new BedrockException(
                    BedrockException.Kind.THROTTLING,
                    "ThrottlingException",
                    429,
                    null,
                    null,
                    Duration.ofSeconds(7),
                    null))
                .retryAfter())
        .isEqualTo(Duration.ofSeconds(7));
  }
}
