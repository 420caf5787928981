package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class CredentialedRuntimeTest {

  private static final ConverseRequest REQUEST =
      new ConverseRequest(
          "amazon.nova-lite-v1:0",
          List.of(new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text("hi")))),
          List.of(),
          new InferenceConfiguration(null, null, null, List.of()),
          null,
          Map.of(),
          List.of(),
          Map.of(),
          null);

  private final CompletableFuture<AwsCredentialsIdentity> found = new CompletableFuture<>();
  private final BackgroundCredentials credentials =
      new BackgroundCredentials(found::join, () -> {}, System::nanoTime);
  private final Signed signed = new Signed();
  private final CredentialedRuntime runtime = new CredentialedRuntime(signed, credentials);
  private final CredentialedControlPlane control =
      new CredentialedControlPlane(new Listed(), credentials);
  private final Heard heard = new Heard();

  @AfterEach
  void close() {
    found.cancel(true);
    credentials.close();
  }

  private void credentialsAreFound() {
    found.complete(AwsCredentialsIdentity.create("AKID", "secret"));
  }

  @Test
  void call_waitsForCredentials_withoutHoldingItsCaller() throws Exception {
    CompletableFuture<ConverseResponse> answer = runtime.converse(REQUEST, CallOptions.DEFAULT);
    assertThat(answer).isNotDone();
    assertThat(signed.calls).isEmpty();
    credentialsAreFound();
    CompletableFuture<ConverseResponse> call = signed.calls.poll(10, TimeUnit.SECONDS);
    assertThat(call).isNotNull();
    answer.cancel(true);
    assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void call_withoutCredentials_saysSo() {
    found.completeExceptionally(new IllegalStateException("chain"));
    assertThatThrownBy(
            () -> runtime.converse(REQUEST, CallOptions.DEFAULT).get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            BedrockException.class,
            error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.CREDENTIALS));
    assertThat(signed.calls).isEmpty();
  }

  @Test
  void stream_toldToPauseWhileItWaits_pausesWhenMade() throws Exception {
    runtime.converseStream(REQUEST, CallOptions.DEFAULT, heard);
    assertThat(heard.stream).isNotNull();
    heard.stream.pause();
    credentialsAreFound();
    Made made = signed.streams.poll(10, TimeUnit.SECONDS);
    assertThat(made).isNotNull();
    assertThat(made.told.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(made.last).isEqualTo("pause");
    heard.stream.resume();
    assertThat(made.last).isEqualTo("resume");
    heard.stream.cancel();
    assertThat(made.last).isEqualTo("cancel");
  }

  @Test
  void stream_cancelledWhileItWaits_isNeverMade() throws Exception {
    runtime.converseStream(REQUEST, CallOptions.DEFAULT, heard);
    heard.stream.cancel();
    CompletableFuture<List<FoundationModel>> later = control.listFoundationModels();
    credentialsAreFound();
    assertThat(later.get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(signed.streams).isEmpty();
  }

  @Test
  void stream_withoutCredentials_saysSo() throws Exception {
    runtime.converseStream(REQUEST, CallOptions.DEFAULT, heard);
    found.completeExceptionally(new IllegalStateException("chain"));
    assertThat(heard.ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard.error.kind()).isEqualTo(BedrockException.Kind.CREDENTIALS);
  }

  /** A stream that remembers what it was told last. */
  private static final class Made implements ConverseStream {
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile String last = "nothing";

    @Override
    public void pause() {
      tell("pause");
    }

    @Override
    public void resume() {
      tell("resume");
    }

    @Override
    public void cancel() {
      tell("cancel");
    }

    private void tell(String what) {
      last = what;
      told.countDown();
    }
  }

  @Test
  void everyCall_goesOn_onceThereAreCredentials() {
    credentialsAreFound();
    credentials.check().join();
    assertThat(runtime.region()).isEqualTo("eu-west-2");
    assertThat(runtime.countTokens(REQUEST, CallOptions.DEFAULT)).isCompletedWithValue(7);
    InvokeModelRequest request = new InvokeModelRequest("m", new byte[] {1, 2});
    InvokeModelResponse response = runtime.invokeModel(request, CallOptions.DEFAULT).join();
    assertThat(response.body()).isSameAs(request.body());
    assertThat(response.inputTokenCount()).isEqualTo(7);
    assertThat(runtime.converse(REQUEST, CallOptions.DEFAULT)).isSameAs(signed.calls.peek());
    runtime.converseStream(REQUEST, CallOptions.DEFAULT, heard);
    assertThat(heard.stream).isSameAs(signed.streams.peek());
    assertThat(control.listFoundationModels()).isCompletedWithValue(List.of());
    assertThat(control.listInferenceProfiles()).isCompletedWithValue(List.of());
    assertThat(control.getInferenceProfile("eu.a").join().inferenceProfileId()).isEqualTo("eu.a");
  }

  @Test
  void call_thatCannotBeMade_fails_insteadOfHanging() throws Exception {
    signed.broken = true;
    CompletableFuture<Integer> counted = runtime.countTokens(REQUEST, CallOptions.DEFAULT);
    runtime.converseStream(REQUEST, CallOptions.DEFAULT, heard);
    credentialsAreFound();
    assertThatThrownBy(() -> counted.get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(LinkageError.class);
    assertThat(heard.ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard.error.kind()).isEqualTo(BedrockException.Kind.INTERNAL);
  }

  @Test
  void answer_isPassedOn() throws Exception {
    CompletableFuture<ConverseResponse> answer = runtime.converse(REQUEST, CallOptions.DEFAULT);
    credentialsAreFound();
    ConverseResponse response =
        new ConverseResponse(List.of(), StopReason.END_TURN, TokenUsage.NONE, 0);
    signed.calls.poll(10, TimeUnit.SECONDS).complete(response);
    assertThat(answer.get(10, TimeUnit.SECONDS)).isSameAs(response);
  }

  @Test
  void failure_isPassedOn() throws Exception {
    CompletableFuture<ConverseResponse> answer = runtime.converse(REQUEST, CallOptions.DEFAULT);
    credentialsAreFound();
    signed.calls.poll(10, TimeUnit.SECONDS).completeExceptionally(new IllegalStateException("no"));
    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("no");
  }

  /** The runtime behind. */
  private static final class Signed implements BedrockRuntime {
    private final BlockingQueue<CompletableFuture<ConverseResponse>> calls =
        new LinkedBlockingQueue<>();
    private final BlockingQueue<Made> streams = new LinkedBlockingQueue<>();
    private volatile boolean broken;

    @Override
    public String region() {
      return "eu-west-2";
    }

    @Override
    public CompletableFuture<ConverseResponse> converse(
        ConverseRequest request, CallOptions options) {
      CompletableFuture<ConverseResponse> call = new CompletableFuture<>();
      calls.add(call);
      return call;
    }

    @Override
    public void converseStream(
        ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
      breakIfBroken();
      Made made = new Made();
      listener.onOpen(made);
      streams.add(made);
    }

    @Override
    public CompletableFuture<InvokeModelResponse> invokeModel(
        InvokeModelRequest request, CallOptions options) {
      return CompletableFuture.completedFuture(new InvokeModelResponse(request.body(), 7));
    }

    @Override
    public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
      breakIfBroken();
      return CompletableFuture.completedFuture(7);
    }

    private void breakIfBroken() {
      if (broken) {
        throw new NoClassDefFoundError("x");
      }
    }
  }

  /** The control plane behind. */
  private static final class Listed implements BedrockControlPlane {
    @Override
    public CompletableFuture<List<FoundationModel>> listFoundationModels() {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
      return CompletableFuture.completedFuture(
          new InferenceProfile(identifier, "arn", "name", false, List.of()));
    }
  }

  /** The listener in front. */
  private static final class Heard implements ConverseStreamListener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private ConverseStream stream;
    private volatile BedrockException error;

    @Override
    public void onOpen(ConverseStream opened) {
      stream = opened;
    }

    @Override
    public void onEvent(ConverseStreamEvent event) {}

    @Override
    public void onEndOfRead() {}

    @Override
    public void onEnd() {
      ended.countDown();
    }

    @Override
    public void onError(BedrockException failure) {
      error = failure;
      ended.countDown();
    }
  }
}
