package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** Credentials of a role in another account, taken with our own and renewed in time. */
final class RoleCredentials {

  /** What the other account's log says of who took its role. */
  private static final String SESSION = "ai-portal";

  private RoleCredentials() {}

  /**
   * Credentials of a role; it is not taken before somebody needs it.
   *
   * @param region whose STS is asked
   * @param own what signs the wish for the role
   */
  static BackgroundCredentials of(
      Settings settings,
      String region,
      String role,
      Optional<String> externalId,
      BackgroundCredentials own) {
    URI endpoint =
        settings
            .get(Key.STS_ENDPOINT)
            .orElseGet(
                () ->
                    URI.create(
                        "https://" + StsClient.serviceMetadata().endpointFor(Region.of(region))));
    SdkHttpClient http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(settings.get(Key.CONNECT_TIMEOUT))
            .proxyConfiguration(proxy(settings, endpoint))
            .build();
    StsClientBuilder builder =
        StsClient.builder().httpClient(http).region(Region.of(region)).credentialsProvider(own);
    settings.get(Key.STS_ENDPOINT).ifPresent(builder::endpointOverride);
    StsClient sts = builder.build();
    AssumeRoleRequest request =
        AssumeRoleRequest.builder()
            .roleArn(role)
            .roleSessionName(SESSION)
            .externalId(externalId.orElse(null))
            .build();
    StsAssumeRoleCredentialsProvider provider =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(request)
            .asyncCredentialUpdateEnabled(true)
            .build();
    return new BackgroundCredentials(
        provider::resolveCredentials,
        () -> {
          provider.close();
          sts.close();
          http.close();
        },
        System::nanoTime);
  }

  /** The same proxy as for calls to models. */
  private static ProxyConfiguration proxy(Settings settings, URI endpoint) {
    var chosen = Proxies.of(settings, endpoint);
    ProxyConfiguration.Builder proxy =
        ProxyConfiguration.builder()
            .useEnvironmentVariablesValues(false)
            .useSystemPropertyValues(chosen.host() == null);
    if (chosen.host() != null) {
      proxy
          .endpoint(URI.create(chosen.scheme() + "://" + chosen.host() + ":" + chosen.port()))
          .username(chosen.username())
          .password(chosen.password());
    }
    return proxy.build();
  }
}
