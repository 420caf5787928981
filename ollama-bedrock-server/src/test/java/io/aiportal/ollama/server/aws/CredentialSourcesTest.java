package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.profiles.ProfileFile;

/** What the SDK needs for profiles of every kind is there. */
@Timeout(60)
class CredentialSourcesTest {

  @TempDir private Path folder;

  private BackgroundCredentials of(String profile) throws Exception {
    Path config = Files.writeString(folder.resolve("config"), profile);
    ProfileCredentialsProvider provider =
        ProfileCredentialsProvider.builder()
            .profileFile(
                ProfileFile.builder().content(config).type(ProfileFile.Type.CONFIGURATION).build())
            .profileName("work")
            .build();
    return new BackgroundCredentials(provider::resolveCredentials, provider, System::nanoTime);
  }

  @Test
  void sso_thatNobodySignedInTo_isToldToBeSignedInTo() throws Exception {
    try (BackgroundCredentials credentials =
        of(
            """
            [profile work]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = dev
            region = eu-west-2
            [sso-session corp]
            sso_region = eu-west-2
            sso_start_url = https://nobody-signed-in.example/start
            """)) {
      assertThatThrownBy(() -> credentials.check().get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              BedrockException.class, error -> assertThat(error.isSsoExpired()).isTrue());
    }
  }

  @Test
  void process_isAsked() throws Exception {
    Path answer =
        Files.writeString(
            folder.resolve("answer.json"),
            "{\"Version\":1,\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"secret\"}");
    try (BackgroundCredentials credentials =
        of("[profile work]\ncredential_process = cat " + answer + "\n")) {
      AwsCredentialsIdentity found = credentials.resolveIdentity().get(30, TimeUnit.SECONDS);
      assertThat(found.accessKeyId()).isEqualTo("AKID");
    }
  }
}
