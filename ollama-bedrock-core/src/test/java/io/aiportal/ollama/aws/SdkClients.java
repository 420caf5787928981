package io.aiportal.ollama.aws;

import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientAsyncConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** Real clients of the SDK over a fake network; everything happens on the calling thread. */
final class SdkClients {

  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"));

  private SdkClients() {}

  static BedrockRuntimeAsyncClient runtime(FakeHttp http) {
    return runtime(http, configuration -> {});
  }

  static BedrockRuntimeAsyncClient runtime(
      FakeHttp http, Consumer<ClientOverrideConfiguration.Builder> configuration) {
    return BedrockRuntimeAsyncClient.builder()
        .region(Region.EU_WEST_2)
        .credentialsProvider(CREDENTIALS)
        .httpClient(http)
        .asyncConfiguration(sameThread())
        .overrideConfiguration(configuration)
        .build();
  }

  static BedrockAsyncClient control(FakeHttp http) {
    return BedrockAsyncClient.builder()
        .region(Region.EU_WEST_2)
        .credentialsProvider(CREDENTIALS)
        .httpClient(http)
        .asyncConfiguration(sameThread())
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
        .build();
  }

  private static ClientAsyncConfiguration sameThread() {
    return ClientAsyncConfiguration.builder()
        .advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run)
        .build();
  }
}
