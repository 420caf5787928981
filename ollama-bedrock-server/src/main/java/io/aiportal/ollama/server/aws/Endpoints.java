package io.aiportal.ollama.server.aws;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.awscore.endpoint.DualstackEnabledProvider;
import software.amazon.awssdk.awscore.endpoint.FipsEnabledProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointParams;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;

/** Where Bedrock is, by the SDK's own rules: of regions, FIPS, dual-stack, and the settings. */
final class Endpoints {

  private Endpoints() {}

  /**
   * The endpoint of model calls.
   *
   * @param region the region
   * @param override an endpoint that was named; empty for the one that AWS's settings lead to
   * @param profile the profile of the AWS configuration files; empty for the usual one
   */
  static URI runtime(String region, Optional<URI> override, Optional<String> profile) {
    String name = profile.orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
    BedrockRuntimeEndpointParams.Builder params =
        BedrockRuntimeEndpointParams.builder()
            .region(Region.of(region))
            .useFips(
                FipsEnabledProvider.builder()
                    .profileFile(ProfileFile::defaultProfileFile)
                    .profileName(name)
                    .build()
                    .isFipsEnabled()
                    .orElse(false))
            .useDualStack(
                DualstackEnabledProvider.builder()
                    .profileFile(ProfileFile::defaultProfileFile)
                    .profileName(name)
                    .build()
                    .isDualstackEnabled()
                    .orElse(false));
    override
        .or(() -> ofProfile(region, name))
        .ifPresent(named -> params.endpoint(named.toString()).useFips(false).useDualStack(false));
    return BedrockRuntimeEndpointProvider.defaultProvider()
        .resolveEndpoint(params.build())
        .join()
        .endpointUrl()
        .toUri();
  }

  /** The {@code endpoint_url} of the profile, or of its services. */
  private static Optional<URI> ofProfile(String region, String name) {
    return AwsClientEndpointProvider.builder()
        .serviceEndpointPrefix("bedrock-runtime")
        .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
        .serviceEndpointOverrideSystemProperty("aws.endpointUrlBedrockRuntime")
        .serviceProfileProperty("bedrock_runtime")
        .region(Region.of(region))
        .profileFile(ProfileFile::defaultProfileFile)
        .profileName(name)
        .resolveFromOverrides();
  }
}
