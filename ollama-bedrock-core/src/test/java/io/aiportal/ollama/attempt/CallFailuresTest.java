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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RESOURCE_NOT_FOUND | Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. | ACCESS_DENIED   | 403 | use 'nova-2' instead
          RESOURCE_NOT_FOUND | This model version has reached the end of its life. | NOT_FOUND       | 404 | has reached its end of life; use 'nova-2' instead
          RESOURCE_NOT_FOUND | Model use case details have not been submitted for this account. | ACCESS_DENIED   | 403 | submit the use case details
          ACCESS_DENIED      | User is not authorized to perform: bedrock:InvokeModel with an explicit deny in a service control policy | ACCESS_DENIED   | 403 | service control policy of the AWS organization
          ACCESS_DENIED      | User is not authorized to perform: bedrock:InvokeModel with an explicit deny in an identity-based policy | ACCESS_DENIED   | 403 | change that policy
          ACCESS_DENIED      | Model access is denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided. | ACCESS_DENIED   | 403 | add one in the AWS Billing console
          ACCESS_DENIED      | Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions) | ACCESS_DENIED   | 403 | allow aws-marketplace:Subscribe
          ACCESS_DENIED      | You don't have access to the model with the specified model ID. | ACCESS_DENIED   | 403 | request it in the model catalog
          VALIDATION         | Access to Meta Llama models is not allowed from unsupported countries, regions, or territories. | ACCESS_DENIED   | 403 | use another model
          ACCESS_DENIED      | Authentication failed: Please make sure your API Key is valid. | CREDENTIALS     | 403 | make a new one
          ACCESS_DENIED      | User is not authorized to perform: kms:Decrypt on the KMS key | ACCESS_DENIED   | 403 | allow kms:Decrypt
          VALIDATION         | Invocation of model ID x with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model. | INVALID_REQUEST | 400 | through an inference profile only
          VALIDATION         | This action doesn't support the model that you provided. Try again with a supported text or chat model. | INVALID_REQUEST | 400 | not served by Bedrock's Converse API
          MODEL_ERROR        | Model produced invalid sequence as part of ToolUse. | INVALID_REQUEST | 400 | give them simpler names and schemas
          VALIDATION         | Operation not allowed | ACCESS_DENIED   | 403 | ask AWS Support
          THROTTLING         | Too many tokens per day, please wait before trying again. | QUOTA_EXCEEDED  | 429 | quota of a day
          THROTTLING         | Too many tokens, please wait before trying again. | THROTTLED       | 429 | quota of tokens a minute
          THROTTLING         | Too many requests, please wait before trying again. | THROTTLED       | 429 | quota of requests a minute
          """)
  void wordsThatAreKnown_areToldWithWhatHelps(
      BedrockException.Kind kind,
      String words,
      CallException.Kind expected,
      int status,
      String help) {
    BedrockException error = new BedrockException(kind, words, null);
    CallException failure = CallFailures.of(error, "nova", "nova-2");
    assertThat(failure.kind()).isEqualTo(expected);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure)
        .hasMessageContaining("'nova'")
        .hasMessageContaining(help)
        .hasMessageEndingWith(" (Amazon Bedrock: " + words + ")")
        .hasMessageNotContaining("not found")
        .hasMessageNotContaining("bedrock:InvokeModelWithResponseStream")
        .hasMessageNotContaining("in a moment");
  }

  @Test
  void oldModelWithoutAKnownSuccessor_isToldToBeReplaced() {
    assertThat(
            of(
                new BedrockException(
                    BedrockException.Kind.RESOURCE_NOT_FOUND,
                    "This model version has reached the end of its life.",
                    null)))
        .hasMessageStartingWith(
            "model 'nova' has reached its end of life; use an active model instead (");
  }

  @Test
  void wordsOfOurOwn_areNotTakenForBedrocks() {
    assertThat(of(BedrockException.unsendable("bearer token")))
        .hasMessage("the request cannot be sent to Amazon Bedrock: bearer token");
  }

  @Test
  void sessionOfSso_thatHasExpired_isToldToBeRenewed() {
    assertThat(of(BedrockException.ssoExpired()))
        .hasMessageStartingWith("the session of AWS SSO has expired; run aws sso login (");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Too many tokens   | 17000  | try again in 17 seconds,",
        "Too many requests | 16001  | try again in 17 seconds,",
        "Too many requests | 10     | try again in a second,",
        "Too many requests |        | try again in a few seconds,",
        "Slow down         | 17000  | please try again in 17 seconds:",
        "Slow down         |        | please try again in a moment:",
      })
  void throttling_isToldWithTheTimeOfItsHeader(String words, String millis, String told) {
    Duration wait = millis == null ? null : Duration.ofMillis(Long.parseLong(millis));
    BedrockException error =
        new BedrockException(
            BedrockException.Kind.THROTTLING, "ThrottlingException", 429, words, null, wait, null);
    assertThat(CallFailures.of(error, "nova")).hasMessageContaining(told);
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
