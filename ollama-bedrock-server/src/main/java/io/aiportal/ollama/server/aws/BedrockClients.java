package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.aws.SdkBedrockControlPlane;
import io.aiportal.ollama.aws.SdkBedrockRuntime;
import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.Redaction;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.PlaceSetting;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.ollama.server.transport.DirectBedrockRuntime;
import io.aiportal.ollama.server.transport.RequestSigner;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
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
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClientBuilder;
import software.amazon.awssdk.services.bedrock.auth.scheme.BedrockAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;

/** Clients of Bedrock's two services over one group of threads. */
public final class BedrockClients implements AutoCloseable {

  /** As the SDK compares it: without the name's space. */
  private static final List<String> BEARER = List.of("httpBearerAuth");

  /** Hosts to which nothing leaves this machine. */
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private static final String NO_UNSAFE = "io.netty.noUnsafe";
  private static final int FIRST_JDK_THAT_WARNS = 24;

  private static final int MOST_CONNECTIONS = 10_000;
  private static final Duration MOST_IDLE = Duration.ofSeconds(60);

  /** Getting a connection takes as long as making one; a failure to connect should come first. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final Duration LONGEST_LIST = Duration.ofSeconds(10);
  private static final int LIST_ATTEMPTS = 2;

  private final SdkEventLoopGroup threads;
  private final ExecutorService probes =
      Executors.newSingleThreadExecutor(Threads.named("bedrock-probe"));
  private final ExecutorService lookups =
      Executors.newSingleThreadExecutor(Threads.named("bedrock-lookup"));
  private final SdkAsyncHttpClient runtimeHttp;
  private final SdkAsyncHttpClient controlHttp;
  private final ScheduledExecutorService timer;
  private final @Nullable BackgroundCredentials credentials;
  private final CalledAccount account;
  private final BedrockRuntimeAsyncClient runtime;
  private final BedrockAsyncClient control;
  private final @Nullable DirectBedrockRuntime direct;
  private final @Nullable String project;

  private final @Nullable BedrockClients primary;

  /**
   * Clients of one region and one account.
   *
   * @param credentials what signs; null where a Bedrock API key is used instead
   * @param primary whose threads are used, and closed by it; null for threads of its own
   */
  private BedrockClients(
      Settings settings,
      Way way,
      @Nullable BackgroundCredentials credentials,
      @Nullable BedrockClients primary) {
    this.primary = primary;
    this.threads =
        primary != null
            ? primary.threads
            : SdkEventLoopGroup.builder()
                .numberOfThreads(settings.get(Key.IO_THREADS))
                .threadFactory(Threads.named("bedrock"))
                .build();
    this.timer = primary != null ? primary.timer : Threads.timer("bedrock-retries");
    Region placed = Region.of(way.region());
    URI runtimeEndpoint = runtimeEndpoint(settings, way.region(), way.runtimeEndpoint());
    this.runtimeHttp = http(settings, runtimeEndpoint, PooledByteBufAllocator.DEFAULT);
    this.controlHttp =
        http(
            settings,
            endpoint(
                way.controlEndpoint(),
                ServiceMetadata.of(BedrockAsyncClient.SERVICE_METADATA_ID).endpointFor(placed)),
            // A few lists an hour are not worth a pool, which would take 8 MB for the first.
            UnpooledByteBufAllocator.DEFAULT);
    Secret token = settings.get(Key.BEARER_TOKEN).orElse(null);
    this.credentials = credentials;
    this.account = new CalledAccount(credentials);
    this.runtime = runtime(way, token);
    this.control = control(way, token);
    this.direct = direct(settings, way.region(), runtimeEndpoint, token);
    this.project = settings.get(Key.PROJECT).orElse(null);
  }

  /** Where calls go. */
  private record Way(String region, Optional<URI> runtimeEndpoint, Optional<URI> controlEndpoint) {}

  /** An API key that goes out in the clear is nobody's secret any more. */
  private static void requireSafeWay(Optional<URI> way, String setting) {
    URI endpoint = way.orElse(null);
    if (endpoint != null
        && !"https".equalsIgnoreCase(endpoint.getScheme())
        && !LOOPBACK.contains(endpoint.getHost())) {
      throw new SettingsException(
          setting
              + " is "
              + Redaction.redact(endpoint.toString())
              + ", and a Bedrock API key is sent over https:// only; use an https:// URL, or AWS"
              + " credentials instead of the key.");
    }
  }

  /** Calls that silently belong to no project would be found on the bill. */
  private static void requireProject(Settings settings, String region, Optional<URI> way) {
    URI endpoint = runtimeEndpoint(settings, region, way);
    if (needsSdk(settings, endpoint)) {
      throw new SettingsException(
          Key.PROJECT.named()
              + " cannot be kept: calls to "
              + Redaction.redact(endpoint.toString())
              + " go through the AWS SDK, because of "
              + (settings.get(Key.TRANSPORT) == Transport.SDK
                  ? Key.TRANSPORT.named()
                  : "the proxy on the way")
              + ", and the SDK of this release does not know projectIdentifier; leave it out.");
    }
  }

  /**
   * Refuses what no clients can be made of, or what would give a secret away.
   *
   * @throws SettingsException if there is no region, a place's role cannot be taken, or an API key
   *     would go out in the clear
   */
  public static void check(Settings settings) {
    String region = regionOf(settings);
    if (settings.get(Key.PROJECT).isPresent()) {
      requireProject(settings, region, settings.get(Key.RUNTIME_ENDPOINT));
      for (PlaceSetting place : settings.pool()) {
        requireProject(settings, place.region().orElse(region), place.runtimeEndpoint());
      }
    }
    if (settings.get(Key.BEARER_TOKEN).isEmpty()) {
      return;
    }
    requireSafeWay(
        Optional.of(runtimeEndpoint(settings, region, settings.get(Key.RUNTIME_ENDPOINT))),
        settings.get(Key.RUNTIME_ENDPOINT).isPresent()
            ? Key.RUNTIME_ENDPOINT.named()
            : "The endpoint of the AWS configuration");
    requireSafeWay(settings.get(Key.CONTROL_ENDPOINT), Key.CONTROL_ENDPOINT.named());
    for (PlaceSetting place : settings.pool()) {
      String pool = "of the place '" + place.name() + "' of " + settings.inFile("pool");
      String placed = place.region().orElse(region);
      requireSafeWay(
          Optional.of(runtimeEndpoint(settings, placed, place.runtimeEndpoint())),
          "runtime_endpoint " + pool);
      requireSafeWay(place.controlEndpoint(), "control_endpoint " + pool);
      if (place.role().isPresent()) {
        throw new SettingsException(
            "The place '"
                + place.name()
                + "' of "
                + settings.inFile("pool")
                + " has a role, and "
                + Key.BEARER_TOKEN.named()
                + " signs for no role; use AWS credentials instead of the key.");
      }
    }
  }

  /** Where model calls to a region go. */
  public static URI runtimeEndpoint(Settings settings, String region, Optional<URI> override) {
    return Endpoints.runtime(region, override, settings.get(Key.PROFILE));
  }

  /**
   * Makes the clients; no call is made yet, and credentials are looked for when one is.
   *
   * @throws SettingsException as {@link #check} does
   */
  public static BedrockClients open(Settings settings) {
    check(settings);
    keepNettyFromUnsafe();
    return new BedrockClients(
        settings,
        new Way(
            regionOf(settings),
            settings.get(Key.RUNTIME_ENDPOINT),
            settings.get(Key.CONTROL_ENDPOINT)),
        settings.get(Key.BEARER_TOKEN).isPresent()
            ? null
            : BackgroundCredentials.ofChain(settings.get(Key.PROFILE)),
        null);
  }

  /**
   * Makes clients for a further place, on the threads of these; whoever makes them closes them
   * first.
   */
  public BedrockClients open(Settings settings, PlaceSetting place) {
    String region = place.region().orElseGet(() -> regionOf(settings));
    return new BedrockClients(
        settings,
        new Way(region, place.runtimeEndpoint(), place.controlEndpoint()),
        credentials(settings, region, place),
        this);
  }

  private @Nullable BackgroundCredentials credentials(
      Settings settings, String region, PlaceSetting place) {
    String role = place.role().orElse(null);
    BackgroundCredentials own = credentials;
    return role == null || own == null
        ? own
        : RoleCredentials.of(settings, region, role, place.externalId(), own);
  }

  /**
   * The region that the clients call: the settings' own, or else the profile's.
   *
   * @throws io.aiportal.ollama.server.settings.SettingsException if no region is set anywhere
   */
  public static String regionOf(Settings settings) {
    return Regions.of(settings);
  }

  /** What looks like a mistake in the settings for AWS, a sentence each. */
  public static List<String> doubts(Settings settings) {
    return Regions.doubts(settings);
  }

  /** Calls to models; nobody is held up while credentials are looked for. */
  public BedrockRuntime runtime() {
    BedrockRuntime signed = direct == null ? sdkRuntime() : direct;
    BedrockRuntime called =
        credentials == null ? signed : new CredentialedRuntime(signed, credentials);
    return project == null ? called : new ProjectRuntime(called, project);
  }

  /** Whether conversations go without the SDK's client, whose decoder keeps 2 MiB for each. */
  public boolean callsDirectly() {
    return direct != null;
  }

  private BedrockRuntime sdkRuntime() {
    return SdkBedrockRuntime.of(runtime).withAccount(account::number);
  }

  /** The server's own transport; null where the SDK's is wanted, or needed for a proxy. */
  private @Nullable DirectBedrockRuntime direct(
      Settings settings, String region, URI endpoint, @Nullable Secret token) {
    if (needsSdk(settings, endpoint)) {
      return null;
    }
    RequestSigner signer =
        token == null
            ? new SdkSigner(endpoint, region, Objects.requireNonNull(credentials))
            : SdkSigner.bearer(endpoint, token);
    return DirectBedrockRuntime.of(endpoint, signer, tls(), lookups, sdkRuntime());
  }

  private static boolean needsSdk(Settings settings, URI endpoint) {
    return settings.get(Key.TRANSPORT) == Transport.SDK
        || Proxies.of(settings, endpoint).host() != null;
  }

  private static SSLContext tls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /** Lists of models; nobody is held up while credentials are looked for. */
  public BedrockControlPlane controlPlane() {
    BedrockControlPlane signed = SdkBedrockControlPlane.of(control);
    return new NotingControlPlane(
        credentials == null ? signed : new CredentialedControlPlane(signed, credentials), account);
  }

  /**
   * Looks for credentials now, before anybody needs them.
   *
   * @return done when there is something to sign with; fails with a {@code BedrockException} of
   *     kind {@code CREDENTIALS} where there is nothing. Whether AWS accepts it only a call tells
   */
  public CompletableFuture<Void> checkCredentials() {
    return credentials == null ? CompletableFuture.completedFuture(null) : credentials.check();
  }

  /** What runs the calls that wait to be made again, beside the threads that serve. */
  public Scheduler scheduler() {
    return (task, delay) -> {
      ScheduledFuture<?> planned =
          timer.schedule(FatalErrors.escalating(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> planned.cancel(false);
    };
  }

  /** Newer JDKs warn on standard error of what Netty does otherwise; it does without, too. */
  private static void keepNettyFromUnsafe() {
    if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS
        && System.getProperty(NO_UNSAFE) == null) {
      System.setProperty(NO_UNSAFE, "true");
    }
  }

  /** The region's own endpoint has no scheme; it is always called by HTTPS. */
  private static URI endpoint(Optional<URI> override, URI ofRegion) {
    return override.orElseGet(() -> URI.create("https://" + ofRegion));
  }

  /** One client for each endpoint, as each may need another proxy. */
  private SdkAsyncHttpClient http(Settings settings, URI endpoint, ByteBufAllocator buffers) {
    Duration connect = settings.get(Key.CONNECT_TIMEOUT);
    ProxyConfiguration proxy = Proxies.of(settings, endpoint);
    SdkAsyncHttpClient netty = netty(settings, proxy, buffers);
    return new ProbedHttpClient(netty, probe(proxy, endpoint, connect), probes);
  }

  /** Whoever is connected to first: the proxy, or the endpoint itself. */
  private static TcpProbe probe(ProxyConfiguration proxy, URI endpoint, Duration timeout) {
    return proxy.host() == null
        ? new TcpProbe(endpoint.getHost(), Proxies.port(endpoint), timeout)
        : new TcpProbe(proxy.host(), proxy.port(), timeout);
  }

  private SdkAsyncHttpClient netty(
      Settings settings, ProxyConfiguration proxy, ByteBufAllocator buffers) {
    Duration read = settings.get(Key.READ_TIMEOUT);
    Duration connect = settings.get(Key.CONNECT_TIMEOUT);
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(threads)
        .protocol(Protocol.HTTP1_1)
        .maxConcurrency(MOST_CONNECTIONS)
        .maxPendingConnectionAcquires(MOST_CONNECTIONS)
        .connectionTimeout(connect)
        .tlsNegotiationTimeout(connect)
        .connectionAcquisitionTimeout(connect.plus(MARGIN))
        .readTimeout(read)
        .writeTimeout(read)
        .connectionMaxIdleTime(MOST_IDLE)
        .useIdleConnectionReaper(true)
        .tcpKeepAlive(true)
        .putChannelOption(ChannelOption.TCP_NODELAY, true)
        .putChannelOption(ChannelOption.ALLOCATOR, buffers)
        .proxyConfiguration(proxy)
        .build();
  }

  private BedrockRuntimeAsyncClient runtime(Way way, @Nullable Secret token) {
    BedrockRuntimeAsyncClientBuilder builder =
        BedrockRuntimeAsyncClient.builder()
            .httpClient(runtimeHttp)
            .asyncConfiguration(sameThread());
    builder.overrideConfiguration(
        ClientOverrideConfiguration.builder()
            .retryStrategy(DefaultRetryStrategy.doNotRetry())
            .scheduledExecutorService(timer)
            .build());
    way.runtimeEndpoint().ifPresent(builder::endpointOverride);
    if (token != null) {
      builder.tokenProvider(bearer(token));
      builder.authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider(BEARER));
    }
    return placed(builder, way.region()).build();
  }

  private BedrockAsyncClient control(Way way, @Nullable Secret token) {
    BedrockAsyncClientBuilder builder =
        BedrockAsyncClient.builder().httpClient(controlHttp).asyncConfiguration(sameThread());
    builder.overrideConfiguration(
        ClientOverrideConfiguration.builder()
            .apiCallTimeout(LONGEST_LIST)
            .retryStrategy(
                DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(LIST_ATTEMPTS).build())
            .scheduledExecutorService(timer)
            .build());
    way.controlEndpoint().ifPresent(builder::endpointOverride);
    if (token != null) {
      builder.tokenProvider(bearer(token));
      builder.authSchemeProvider(BedrockAuthSchemeProvider.defaultProvider(BEARER));
    }
    return placed(builder, way.region()).build();
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
    if (direct != null) {
      direct.close();
    }
    runtime.close();
    control.close();
    runtimeHttp.close();
    controlHttp.close();
    probes.shutdownNow();
    lookups.shutdownNow();
    BedrockClients other = primary;
    if (credentials != null && (other == null || credentials != other.credentials)) {
      credentials.close();
    }
    if (other == null) {
      timer.shutdownNow();
      threads.eventLoopGroup().shutdownGracefully();
    }
  }
}
