package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.auth.scheme.BearerAuthScheme;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/** AWS's SDK for Java takes the simulator for Bedrock. */
@ParameterizedClass
@EnumSource(
    value = Protocol.class,
    names = {"HTTP1_1", "HTTP2"})
class JavaSdkIT {

  private static final String MODEL = "amazon.nova-lite-v1:0";

  /** Shared, since closing them takes seconds. */
  private static final Map<Protocol, SdkAsyncHttpClient> HTTP =
      Map.of(Protocol.HTTP1_1, http(Protocol.HTTP1_1), Protocol.HTTP2, http(Protocol.HTTP2));

  /** HTTP/2 is what the client starts with where there is no TLS to negotiate in. */
  @Parameter private Protocol protocol;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterAll
  static void closeHttp() {
    HTTP.values().forEach(SdkAsyncHttpClient::close);
  }

  @AfterEach
  void close() throws Exception {
    // One for the whole JVM: what a simulator of another time has told it must not stay.
    SdkGlobalTime.setGlobalTimeOffset(0);
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  @Test
  void converse_givesTheReply() {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    simulator.script(ModelReply.reasoning("hm", "signature", "hello"));
    ConverseResponse response = converse(client(simulator), MODEL);
    List<ContentBlock> content = response.output().message().content();
    assertThat(content.get(0).reasoningContent().reasoningText().text()).isEqualTo("hm");
    assertThat(content.get(0).reasoningContent().reasoningText().signature())
        .isEqualTo("signature");
    assertThat(content.get(1).text()).isEqualTo("hello");
    assertThat(response.stopReason()).isEqualTo(StopReason.END_TURN);
    assertThat(response.usage().outputTokens()).isPositive();
    assertThat(response.responseMetadata().requestId()).isNotBlank();
  }

  @Test
  void converseStream_givesTheEventsOfTextAndTools() throws Exception {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    Block call =
        new Block.ToolUse(
            "tooluse_1", "weather", new ObjectMapper().readTree("{\"city\":\"Oslo\"}"));
    simulator.script(ModelReply.of(List.of(new Block.Text("Let me see."), call)));
    Events events = new Events();
    stream(client(simulator), MODEL, events).get(30, TimeUnit.SECONDS);
    assertThat(events.text).isEqualToIgnoringWhitespace("Let me see.");
    assertThat(events.toolInput.toString()).isEqualTo("{\"city\":\"Oslo\"}");
    assertThat(events.kinds)
        .startsWith("messageStart", "contentBlockDelta")
        .endsWith("contentBlockStop", "messageStop", "metadata");
    simulator.report().awaitCompletedStreams(1, Duration.ofSeconds(20));
  }

  @Test
  void converseStream_exceptionInTheStream_failsTheCall() {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    Events events = new Events();
    assertThat(failure(stream(client(simulator), "simulator.exception-mid-stream", events)))
        .isInstanceOf(ThrottlingException.class);
    assertThat(events.kinds).contains("contentBlockDelta");
  }

  @ParameterizedTest
  @CsvSource({
    "throttled, ThrottlingException, 429",
    "throttled-retry-after, ThrottlingException, 429",
    "access-denied, AccessDeniedException, 403",
    "model-not-ready, ModelNotReadyException, 429",
    "quota-exceeded, ServiceQuotaExceededException, 400",
    "model-timeout, ModelTimeoutException, 408",
    "model-error, ModelErrorException, 424",
    "internal-error, InternalServerException, 500",
    "service-unavailable, ServiceUnavailableException, 503",
    "validation, ValidationException, 400",
    "model-end-of-life, ResourceNotFoundException, 404",
  })
  void errorFault_becomesItsException(String fault, String exception, int status) {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    BedrockRuntimeAsyncClient client = client(simulator);
    AwsServiceException error = refusal(client, "simulator." + fault);
    assertThat(error.getClass().getSimpleName()).isEqualTo(exception);
    assertThat(error.statusCode()).isEqualTo(status);
  }

  @Test
  void cancelledCall_isNoticed() throws Exception {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    Events events = new Events();
    CompletableFuture<Void> call = stream(client(simulator), "simulator.stall", events);
    events.first.get(30, TimeUnit.SECONDS);
    call.cancel(true);
    simulator.report().awaitCancelledStreams(1, Duration.ofSeconds(20));
  }

  @Test
  void wrongSecret_isRefused() {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    AwsCredentials wrong = AwsBasicCredentials.create(AccessKey.DEFAULT.id(), "wrong");
    AwsServiceException error = refusal(client(simulator, wrong), MODEL);
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
    assertThat(error.statusCode()).isEqualTo(403);
  }

  @Test
  void sessionCredentials_areVerified() {
    AccessKey key = AccessKey.temporary("ASIATEMPORARY", "secret", "the token");
    BedrockSimulator simulator = simulator(BedrockSimulator.builder().accessKey(key));
    AwsCredentials good = AwsSessionCredentials.create("ASIATEMPORARY", "secret", "the token");
    assertThat(converse(client(simulator, good), MODEL).stopReason()).isNotNull();
    AwsCredentials bad = AwsSessionCredentials.create("ASIATEMPORARY", "secret", "another token");
    assertThat(refusal(client(simulator, bad), MODEL).awsErrorDetails().errorCode())
        .isEqualTo("UnrecognizedClientException");
  }

  /** The SDK corrects its clock by the date of the response, so only the first try fails. */
  @Test
  void clockAnHourAway_isRefused() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    BedrockSimulator simulator = simulator(BedrockSimulator.builder().clock(ahead));
    AwsServiceException error = refusal(client(simulator), MODEL);
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
    assertThat(error.awsErrorDetails().errorMessage()).startsWith("Signature expired: ");
  }

  @Test
  void bearerToken_isVerified() {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    String good = Authenticator.DEFAULT_BEARER_TOKEN;
    assertThat(converse(bearer(simulator, good), MODEL).stopReason()).isNotNull();
    AwsServiceException error = refusal(bearer(simulator, good + "x"), MODEL);
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    assertThat(error.awsErrorDetails().errorMessage())
        .isEqualTo("Authentication failed: Please make sure your API Key is valid.");
  }

  @Test
  void region_ofTheClient_decidesWhatThereIs() {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    assertThat(profiles(simulator, Region.US_EAST_1)).contains("us.amazon.nova-lite-v1:0");
    assertThat(profiles(simulator, Region.EU_WEST_1)).contains("eu.amazon.nova-lite-v1:0");
    assertThat(profiles(simulator, Region.EU_WEST_2))
        .contains("global.anthropic.claude-sonnet-4-6")
        .noneMatch(id -> id.startsWith("us."));
  }

  @Test
  void getInferenceProfile_takesIdAndArn() throws Exception {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    BedrockAsyncClient client = controlPlane(simulator, Region.EU_WEST_1);
    String id = "eu.amazon.nova-lite-v1:0";
    String arn =
        client
            .getInferenceProfile(r -> r.inferenceProfileIdentifier(id))
            .get(30, TimeUnit.SECONDS)
            .inferenceProfileArn();
    assertThat(
            client
                .getInferenceProfile(r -> r.inferenceProfileIdentifier(arn))
                .get(30, TimeUnit.SECONDS)
                .inferenceProfileId())
        .isEqualTo(id);
  }

  @Test
  void retries_ofTheSdk_reachTheSimulator() {
    BedrockSimulator simulator = simulator(BedrockSimulator.builder());
    simulator.enqueue(Fault.INTERNAL_ERROR, Fault.SERVICE_UNAVAILABLE);
    BedrockRuntimeAsyncClient retrying =
        open(
            builder(simulator, defaultCredentials())
                .overrideConfiguration(
                    o -> o.retryStrategy(DefaultRetryStrategy.standardStrategyBuilder().build()))
                .build());
    assertThat(converse(retrying, MODEL).stopReason()).isNotNull();
    assertThat(simulator.report().requestCount()).isEqualTo(3);
  }

  private List<String> profiles(BedrockSimulator simulator, Region region) {
    List<String> ids = new CopyOnWriteArrayList<>();
    controlPlane(simulator, region)
        .listInferenceProfilesPaginator(r -> r.maxResults(5))
        .inferenceProfileSummaries()
        .map(InferenceProfileSummary::inferenceProfileId)
        .subscribe(ids::add)
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
    return ids;
  }

  private BedrockSimulator simulator(BedrockSimulator.Builder builder) {
    return open(builder.start());
  }

  private BedrockRuntimeAsyncClient client(BedrockSimulator simulator) {
    return client(simulator, defaultCredentials());
  }

  private BedrockRuntimeAsyncClient client(BedrockSimulator simulator, AwsCredentials credentials) {
    return open(builder(simulator, credentials).build());
  }

  private BedrockRuntimeAsyncClient bearer(BedrockSimulator simulator, String token) {
    return open(
        builder(simulator, defaultCredentials())
            .tokenProvider(StaticTokenProvider.create(() -> token))
            .authSchemeProvider(
                parameters ->
                    List.of(
                        AuthSchemeOption.builder().schemeId(BearerAuthScheme.SCHEME_ID).build()))
            .build());
  }

  private BedrockRuntimeAsyncClientBuilder builder(
      BedrockSimulator simulator, AwsCredentials credentials) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(simulator.endpoint())
        .region(Region.EU_WEST_2)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClient(HTTP.get(protocol))
        .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
  }

  private BedrockAsyncClient controlPlane(BedrockSimulator simulator, Region region) {
    return open(
        BedrockAsyncClient.builder()
            .httpClient(HTTP.get(protocol))
            .endpointOverride(simulator.endpoint())
            .region(region)
            .credentialsProvider(StaticCredentialsProvider.create(defaultCredentials()))
            .build());
  }

  private static SdkAsyncHttpClient http(Protocol protocol) {
    return NettyNioAsyncHttpClient.builder().protocol(protocol).build();
  }

  private static AwsCredentials defaultCredentials() {
    return AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret());
  }

  private static ConverseResponse converse(BedrockRuntimeAsyncClient client, String modelId) {
    return client
        .converse(r -> r.modelId(modelId).messages(hello()))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private static AwsServiceException refusal(BedrockRuntimeAsyncClient client, String modelId) {
    return (AwsServiceException)
        failure(client.converse(r -> r.modelId(modelId).messages(hello())));
  }

  private static CompletableFuture<Void> stream(
      BedrockRuntimeAsyncClient client, String modelId, Events events) {
    return client.converseStream(
        r -> r.modelId(modelId).messages(hello()),
        ConverseStreamResponseHandler.builder()
            .onEventStream(publisher -> publisher.subscribe(events::add))
            .build());
  }

  private static Throwable failure(CompletableFuture<?> call) {
    Throwable thrown = catchThrowable(() -> call.orTimeout(30, TimeUnit.SECONDS).join());
    assertThat(thrown).isInstanceOf(CompletionException.class);
    return thrown.getCause();
  }

  private static Message hello() {
    return Message.builder().role("user").content(ContentBlock.fromText("hi")).build();
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(0, resource);
    return resource;
  }

  /** What came, as it came. */
  private static final class Events {

    final List<String> kinds = new CopyOnWriteArrayList<>();
    final StringBuffer text = new StringBuffer();
    final StringBuffer toolInput = new StringBuffer();
    final CompletableFuture<Void> first = new CompletableFuture<>();

    void add(ConverseStreamOutput event) {
      event.accept(
          ConverseStreamResponseHandler.Visitor.builder()
              .onMessageStart(e -> kinds.add("messageStart"))
              .onContentBlockStart(e -> kinds.add("contentBlockStart"))
              .onContentBlockDelta(
                  e -> {
                    kinds.add("contentBlockDelta");
                    if (e.delta().text() != null) {
                      text.append(e.delta().text());
                    }
                    if (e.delta().toolUse() != null) {
                      toolInput.append(e.delta().toolUse().input());
                    }
                  })
              .onContentBlockStop(e -> kinds.add("contentBlockStop"))
              .onMessageStop(e -> kinds.add("messageStop"))
              .onMetadata(e -> kinds.add("metadata"))
              .build());
      first.complete(null);
    }
  }
}
