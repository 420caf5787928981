package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.transport.RequestSigner;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signs requests with the SDK's own signer. */
final class SdkSigner implements RequestSigner {

  private static final String SERVICE = "bedrock";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String JSON = "application/json";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final URI endpoint;
  private final String region;
  private final BackgroundCredentials credentials;

  /** Bedrock's, as far as we know. */
  private volatile Clock clock = Clock.systemUTC();

  /** Signs for an endpoint in a region; a call waits for credentials before it comes here. */
  SdkSigner(URI endpoint, String region, BackgroundCredentials credentials) {
    this.endpoint = endpoint;
    this.region = region;
    this.credentials = credentials;
  }

  /** Sends a Bedrock API key instead of a signature. */
  static RequestSigner bearer(URI endpoint, Secret token) {
    Map<String, String> headers =
        Map.of(
            "Host",
            endpoint.getRawAuthority(),
            CONTENT_TYPE,
            JSON,
            "Authorization",
            "Bearer " + token.value());
    return new RequestSigner() {
      @Override
      public Map<String, String> sign(String path, byte[] body) {
        return headers;
      }

      @Override
      public void clockDiffers(Instant now) {
        // A key has no time.
      }
    };
  }

  @Override
  public Map<String, String> sign(String path, byte[] body) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol(endpoint.getScheme())
            .host(endpoint.getHost())
            .port(Proxies.port(endpoint))
            .encodedPath(path)
            .putHeader(CONTENT_TYPE, JSON)
            .build();
    SignedRequest signed =
        signer.sign(
            sign ->
                sign.identity(known())
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    Map<String, String> headers = new LinkedHashMap<>();
    signed.request().forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
    return headers;
  }

  @Override
  public void clockDiffers(Instant now) {
    clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), now));
  }

  private AwsCredentialsIdentity known() {
    CompletableFuture<? extends AwsCredentialsIdentity> found = credentials.resolveIdentity();
    if (!found.isDone() || found.isCompletedExceptionally()) {
      throw BedrockException.noCredentials();
    }
    return found.join();
  }
}
