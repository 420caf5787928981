package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @Test
  void nothing_staysNothing() {
    assertThat(Redaction.redact("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          User: arn:aws:sts::123456789012:assumed-role/portal/jane@example.com is not authorized | User: arn:aws:sts::***:assumed-role/*** is not authorized
          arn:aws:sts::123456789012:federated-user/bob is not | arn:aws:sts::***:federated-user/*** is not
          arn:aws:iam::123456789012:user/team/bob may not | arn:aws:iam::***:user/*** may not
          arn:aws:iam::123456789012:root may not | arn:aws:iam::***:*** may not
          on resource: arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.amazon.nova-lite-v1:0 because | on resource: arn:aws:bedrock:eu-west-2:***:inference-profile/eu.amazon.nova-lite-v1:0 because
          arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:provisioned-model/abc | arn:aws-us-gov:bedrock:us-gov-west-1:***:provisioned-model/abc
          arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0 | arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0
          Account 123456789012 may not | Account *** may not
          Account 1234-5678-9012 may not | Account *** may not
          Key AKIAIOSFODNN7EXAMPLE is | Key *** is
          Key ASIAIOSFODNN7EXAMPLE and role AROAIOSFODNN7EXAMPLE | Key *** and role ***
          x-amz-security-token:IQoJb3JpZ2luX2VjEJf and | x-amz-security-token:*** and
          X-Amz-Signature=0123abcd&X-Amz-Credential=AKID%2F2026 | X-Amz-Signature=***&X-Amz-Credential=***
          AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-2, Signature=0a1b | AWS4-HMAC-SHA256 Credential=***, Signature=***
          aws_secret_access_key = wJalrXUtnFEMI here | aws_secret_access_key = *** here
          SessionToken: "abc" | SessionToken: "***"
          Authorization: Bearer abcdefghijklmnop.qrs is | Authorization: Bearer *** is
          token IQoJb3JpZ2luX2VjEJf/wEaCXVz is | token *** is
          key ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl is | key *** is
          key bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t is | key *** is
          proxy http://jane:pa@ss@proxy.example:3128/ refused | proxy http://***@proxy.example:3128/ refused
          """)
  void secret_isTakenOut(String text, String clean) {
    assertThat(Redaction.redact(text)).isEqualTo(clean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The provided model identifier is invalid.",
        "Too many tokens, please wait before trying again.",
        "You invoked an unsupported model or your request did not allow prompt caching. See the"
            + " documentation for more information.",
        "Access denied. This Model is marked by provider as Legacy and you have not been actively"
            + " using the model in the last 30 days. Please upgrade to an active model on Amazon"
            + " Bedrock",
        "The maximum tokens you requested exceeds the model limit of 128000. Try again with a"
            + " maximum tokens value that is lower than 128000.",
        "Bearer authentication is required",
        "see https://docs.aws.amazon.com/bedrock/latest?mail=a@b",
        "at 1764086400000 and 0.123456789012"
      })
  void bedrocksOrdinaryWords_stay(String text) {
    assertThat(Redaction.redact(text)).isEqualTo(text);
  }

  @Test
  void whatWasSigned_isCutOff() {
    assertThat(
            Redaction.redact(
                """
                The request signature we calculated does not match the signature you provided. \
                Check your AWS Secret Access Key.

                The Canonical String for this request should have been
                'POST
                /model/x/converse

                x-amz-security-token:IQoJb3JpZ2luX2VjEJf
                '

                The String-to-Sign should have been
                'AWS4-HMAC-SHA256'
                """))
        .isEqualTo(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key.");
  }

  /** Bedrock repeats what a request holds, and that may be anything. */
  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "a", "a://", "arn:aws:", "bearer ", "signature="})
  void longTexts_takeNoLongerThanTheyAre(String part) {
    String text = part.repeat(200_000);
    assertThat(Redaction.redact(text)).isNotEmpty();
    assertThat(Redaction.redact(text + "The Canonical String")).doesNotContain("Canonical");
  }
}
