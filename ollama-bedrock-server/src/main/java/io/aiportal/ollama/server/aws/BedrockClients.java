package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.aws.SdkTransport;
import io.aiportal.ollama.bedrock.BedrockTransport;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.settings.Settings;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientAsyncConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClientBuilder;
import software.amazon.awssdk.services.bedrock.auth.scheme.BedrockAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;

/** Clients of Bedrock's two services over one pool of connections and one group of threads. */
public final class BedrockClients implements AutoCloseable {

  private static final List<String> BEARER = List.of("smithy.api#httpBearerAuth");

  private static final int MOST_CONNECTIONS = 10_000;
  private static final Duration MOST_IDLE = Duration.ofSeconds(60);
  private static final Duration LONGEST_LIST = Duration.ofSeconds(10);
  private static final int LIST_ATTEMPTS = 2;

  private final SdkEventLoopGroup threads;
  private final SdkAsyncHttpClient http;
  private final ScheduledExecutorService timer;
  private final @Nullable BackgroundCredentials credentials;
  private final BedrockRuntimeAsyncClient runtime;
  private final BedrockAsyncClient control;

  private BedrockClients(Settings settings, String region) {
    this.threads =
        SdkEventLoopGroup.builder()
            .numberOfThreads(settings.get(Key.IO_THREADS))
            .threadFactory(Threads.named("bedrock"))
            .build();
    this.http = http(settings, threads);
    this.timer = Threads.timer("bedrock-retries");
    Secret token = settings.get(Key.BEARER_TOKEN).orElse(null);
    this.credentials =
        token == null ? BackgroundCredentials.ofChain(settings.get(Key.PROFILE)) : null;
    this.runtime = runtime(settings, region, token);
    this.control = control(settings, region, token);
  }

  /**
   * Makes the clients; no call is made yet, and credentials are looked for when one is.
   *
   * @throws io.aiportal.ollama.server.settings.SettingsException if no region is set anywhere
   */
  public static BedrockClients open(Settings settings) {
    return new BedrockClients(settings, regionOf(settings));
  }

  /**
   * The region that the clients call: the settings' own, or else the profile's.
   *
   * @throws io.aiportal.ollama.server.settings.SettingsException if no region is set anywhere
   */
  public static String regionOf(Settings settings) {
    return Regions.of(settings);
  }

  /** The way to Bedrock over these clients. */
  public BedrockTransport transport() {
    return SdkTransport.of(runtime, control);
  }

  private static SdkAsyncHttpClient http(Settings settings, SdkEventLoopGroup threads) {
    Duration read = settings.get(Key.READ_TIMEOUT);
    Duration connect = settings.get(Key.CONNECT_TIMEOUT);
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(threads)
        .protocol(Protocol.HTTP1_1)
        .maxConcurrency(MOST_CONNECTIONS)
        .maxPendingConnectionAcquires(MOST_CONNECTIONS)
        .connectionTimeout(connect)
        .tlsNegotiationTimeout(connect)
        .connectionAcquisitionTimeout(connect.multipliedBy(2))
        .readTimeout(read)
        .writeTimeout(read)
        .connectionMaxIdleTime(MOST_IDLE)
        .useIdleConnectionReaper(true)
        .tcpKeepAlive(true)
        .putChannelOption(ChannelOption.TCP_NODELAY, true)
        .build();
  }

  private BedrockRuntimeAsyncClient runtime(
      Settings settings, String region, @Nullable Secret token) {
    BedrockRuntimeAsyncClientBuilder builder =
        BedrockRuntimeAsyncClient.builder().httpClient(http).asyncConfiguration(sameThread());
    builder.overrideConfiguration(
        ClientOverrideConfiguration.builder()
            .retryStrategy(Retries.upTo(settings.get(Key.MAX_ATTEMPTS)))
            .scheduledExecutorService(timer)
            .build());
    settings.get(Key.RUNTIME_ENDPOINT).ifPresent(builder::endpointOverride);
    if (token != null) {
      builder.tokenProvider(bearer(token));
      builder.authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider(BEARER));
    }
    return placed(builder, region).build();
  }

  private BedrockAsyncClient control(Settings settings, String region, @Nullable Secret token) {
    BedrockAsyncClientBuilder builder =
        BedrockAsyncClient.builder().httpClient(http).asyncConfiguration(sameThread());
    builder.overrideConfiguration(
        ClientOverrideConfiguration.builder()
            .apiCallTimeout(LONGEST_LIST)
            .retryStrategy(Retries.upTo(LIST_ATTEMPTS))
            .scheduledExecutorService(timer)
            .build());
    settings.get(Key.CONTROL_ENDPOINT).ifPresent(builder::endpointOverride);
    if (token != null) {
      builder.tokenProvider(bearer(token));
      builder.authSchemeProvider(BedrockAuthSchemeProvider.defaultProvider(BEARER));
    }
    return placed(builder, region).build();
  }

  private <B extends AwsClientBuilder<B, C>, C> B placed(B builder, String region) {
    builder.region(Region.of(region));
    if (credentials != null) {
      builder.credentialsProvider(credentials);
    }
    return builder;
  }

  /** Answers are read by the thread that brings them. */
  private static ClientAsyncConfiguration sameThread() {
    return ClientAsyncConfiguration.builder()
        .advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run)
        .build();
  }

  private static StaticTokenProvider bearer(Secret token) {
    return StaticTokenProvider.create(
        new SdkToken() {
          @Override
          public String token() {
            return token.value();
          }

          @Override
          public Optional<Instant> expirationTime() {
            return Optional.empty();
          }
        });
  }

  /** Ends every call that is still open. */
  @Override
  public void close() {
    runtime.close();
    control.close();
    http.close();
    if (credentials != null) {
      credentials.close();
    }
    timer.shutdownNow();
    threads.eventLoopGroup().shutdownGracefully();
  }
}
