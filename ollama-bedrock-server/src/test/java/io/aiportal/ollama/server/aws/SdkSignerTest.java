package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class SdkSignerTest {

  private static final URI ENDPOINT = URI.create("https://bedrock.example");
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private static Map<String, String> signed(AwsCredentialsIdentity identity) {
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(() -> identity, () -> {}, System::nanoTime)) {
      credentials.check().join();
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(
          new SdkSigner(ENDPOINT, "eu-west-2", credentials).sign("/model/a%3A0/converse", BODY));
      return headers;
    }
  }

  @Test
  void request_isSignedForTheRegionAndTheService() {
    Map<String, String> headers = signed(AwsCredentialsIdentity.create("AKID", "secret"));
    assertThat(headers.get("Authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")
        .contains("/eu-west-2/bedrock/aws4_request")
        .contains("host");
    assertThat(headers).containsEntry("Host", "bedrock.example");
    assertThat(headers).containsEntry("Content-Type", "application/json");
    assertThat(headers).doesNotContainKey("X-Amz-Security-Token");
  }

  @Test
  void sessionsToken_isSentAndSigned() {
    Map<String, String> headers =
        signed(AwsSessionCredentialsIdentity.create("AKID", "secret", "the-session"));
    assertThat(headers).containsEntry("X-Amz-Security-Token", "the-session");
    assertThat(headers.get("Authorization")).contains("x-amz-security-token");
  }

  @Test
  void missingCredentials_areSaidToBeMissing() {
    try (BackgroundCredentials credentials =
        new BackgroundCredentials(
            () -> {
              throw new IllegalStateException("none");
            },
            () -> {},
            System::nanoTime)) {
      assertThat(credentials.check()).failsWithin(java.time.Duration.ofSeconds(30));
      SdkSigner signer = new SdkSigner(ENDPOINT, "eu-west-2", credentials);
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(() -> signer.sign("/", BODY))
          .satisfies(error -> assertThat(error.kind()).isEqualTo(Kind.CREDENTIALS));
    }
  }
}
