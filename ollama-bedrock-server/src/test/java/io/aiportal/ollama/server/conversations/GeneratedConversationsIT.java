package io.aiportal.ollama.server.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.aws.SdkBedrockControlPlane;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.Residency;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.catalogue.Resolution;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context.FailedExecution;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrock.BedrockAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Conversations of all kinds, from the bytes of each API to what a strict Bedrock receives of them:
 * it refuses none, but once for each model a limit that sources dispute, and every text, image,
 * call and result is there.
 *
 * <p>The property {@code aiportal.conversations} tells how many.
 */
@Tag("slow")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratedConversationsIT {

  private static final int CONVERSATIONS = Integer.getInteger("aiportal.conversations", 3_000);
  private static final String REGION = "us-east-1";
  private static final int SECONDS = 30;
  private static final Catalogue SERVED = Catalogue.builtIn();

  private static final String LIMIT = "exceeds the model limit of";

  private final Set<String> limited = new HashSet<>();
  private final BedrockSimulator bedrock = BedrockSimulator.builder().region(REGION).start();
  private final Refusals refusals = new Refusals();
  private final BedrockRuntimeAsyncClient runtime =
      BedrockRuntimeAsyncClient.builder()
          .endpointOverride(bedrock.endpoint())
          .region(Region.of(REGION))
          .credentialsProvider(credentials())
          .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
          .overrideConfiguration(
              override ->
                  override
                      .retryStrategy(DefaultRetryStrategy.doNotRetry())
                      .addExecutionInterceptor(refusals))
          .build();
  private final BedrockAsyncClient control =
      BedrockAsyncClient.builder()
          .endpointOverride(bedrock.endpoint())
          .region(Region.of(REGION))
          .credentialsProvider(credentials())
          .build();
  private final OllamaBedrock library =
      OllamaBedrock.builder(runtime)
          .catalogue(ModelCatalogue.builtIn(REGION).withResidency(Residency.ANY))
          .controlPlane(SdkBedrockControlPlane.of(control))
          .build();

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret()));
  }

  @BeforeAll
  void list() throws Exception {
    library.refreshModels().get(SECONDS, TimeUnit.SECONDS);
  }

  @AfterAll
  void close() {
    runtime.close();
    control.close();
    bedrock.close();
  }

  /** Every model that answers, but for those that Bedrock keeps for others. */
  Stream<Model> models() {
    return library.models().list().stream()
        .filter(model -> model.traits().can(Capability.COMPLETION))
        .filter(model -> SERVED.resolve(model.modelId(), REGION) instanceof Resolution.Callable);
  }

  @Test
  void models_areThoseOfAllFamilies() {
    assertThat(models()).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("models")
  void conversation_ofAnyKind_reachesBedrockWhole(Model model) throws Exception {
    int each =
        (int) Math.ceil((double) CONVERSATIONS / models().count() / ClientApi.values().length);
    for (ClientApi api : ClientApi.values()) {
      ConversationSource source = new ConversationSource(model.name().hashCode(), model.traits());
      for (int i = 0; i < each; i++) {
        check(api, model, source.next());
      }
    }
  }

  private void check(ClientApi api, Model model, Conversation conversation) throws Exception {
    String body = api.body(model.name(), conversation);
    bedrock.reset();
    refusals.seen.clear();
    try {
      Ended ended = new Ended();
      boolean stream = conversation.settings().stream();
      ClientApi.Request request = api.read(body, stream);
      library.answer(
          request.request(),
          stream ? Mode.STREAMED : Mode.WHOLE,
          CallContext.NONE,
          request.writer(),
          ended);
      ended.future.get(SECONDS, TimeUnit.SECONDS);
      if (refusals.seen.removeIf(words -> words.contains(LIMIT))) {
        assertThat(limited.add(model.modelId())).as("a limit is learned once").isTrue();
      }
      assertThat(refusals.seen).isEmpty();
      List<JsonNode> received = received();
      assertThat(received).isNotEmpty();
      for (JsonNode one : received) {
        ReceivedConversation told = new ReceivedConversation(one);
        told.assertPairsCallsAndResults();
        told.assertHoldsAllTexts(conversation);
        told.assertHoldsAllImages(conversation);
        if (takesCalls(model.traits())) {
          told.assertHoldsAllCalls(conversation);
        }
      }
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "%s of %s: %s%n%s%n%s%n%s"
              .formatted(
                  api, model.modelId(), failure.getMessage(), body, refusals.seen, received()),
          failure);
    }
  }

  /** Elsewhere calls are words. */
  private static boolean takesCalls(ModelTraits traits) {
    return traits.can(Capability.TOOLS);
  }

  private List<JsonNode> received() {
    return bedrock.report().requests().stream()
        .filter(request -> request.operation().startsWith("Converse"))
        .map(ReportedRequest::body)
        .toList();
  }

  /** What Bedrock refused, in its words. */
  private static final class Refusals implements ExecutionInterceptor {

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onExecutionFailure(FailedExecution context, ExecutionAttributes attributes) {
      if (context.exception() instanceof AwsServiceException refusal) {
        seen.add(refusal.getMessage());
      }
    }
  }

  /** Waits for the end of an answer. */
  private static final class Ended implements AnswerListener {

    private final CompletableFuture<AnswerEnd> future = new CompletableFuture<>();

    @Override
    public void onOpen(AnswerFlow flow) {}

    @Override
    public void onEndOfRead() {}

    @Override
    public void onComplete(AnswerEnd end) {
      future.complete(end);
    }

    @Override
    public void onError(CallException error) {
      future.completeExceptionally(error);
    }
  }
}
