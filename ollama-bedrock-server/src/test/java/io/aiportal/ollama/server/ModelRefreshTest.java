package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ModelRefreshTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration NOW = Duration.ofMillis(1);

  private final Readiness readiness = new Readiness(CompletableFuture.completedFuture(null));

  /** A Bedrock that can be asked for its models alone; the number of each try decides. */
  private static final class Lists implements BedrockRuntime, BedrockControlPlane {

    private final Function<Integer, CompletableFuture<List<FoundationModel>>> answers;
    private final AtomicInteger tries = new AtomicInteger();
    private final Semaphore asked = new Semaphore(0);

    Lists(Function<Integer, CompletableFuture<List<FoundationModel>>> answers) {
      this.answers = answers;
    }

    @Override
    public CompletableFuture<List<FoundationModel>> listFoundationModels() {
      try {
        return answers.apply(tries.incrementAndGet());
      } finally {
        asked.release();
      }
    }

    @Override
    public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String region() {
      return "eu-west-2";
    }

    @Override
    public CompletableFuture<ConverseResponse> converse(
        ConverseRequest request, CallOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void converseStream(
        ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<InvokeModelResponse> invokeModel(
        InvokeModelRequest request, CallOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
      throw new UnsupportedOperationException();
    }
  }

  private ModelRefresh start(Lists lists, Duration pause, Duration shortPause) {
    return ModelRefresh.start(
        OllamaBedrock.builder(lists).controlPlane(lists).build(), readiness, pause, shortPause);
  }

  private static void awaitTries(Lists lists, int tries) throws InterruptedException {
    assertThat(lists.asked.tryAcquire(tries, 20, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!readiness.isReady()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  @Test
  void list_endsTheStart() throws Exception {
    Lists lists = new Lists(number -> CompletableFuture.completedFuture(List.of()));
    try (ModelRefresh refresh = start(lists, HOUR, NOW)) {
      assertThat(refresh).isNotNull();
      awaitReady();
      assertThat(lists.tries).hasValue(1);
    }
  }

  @Test
  void credentialsThatComeLate_areTriedForSoon() throws Exception {
    Lists lists =
        new Lists(
            number ->
                number < 3
                    ? CompletableFuture.failedFuture(
                        new BedrockException(Kind.CREDENTIALS, "none", null))
                    : CompletableFuture.completedFuture(List.of()));
    try (ModelRefresh refresh = start(lists, HOUR, NOW)) {
      assertThat(refresh).isNotNull();
      awaitReady();
      assertThat(lists.tries).hasValue(3);
    }
  }

  @Test
  void errorOfAnyKind_endsOneTry_andNotTheOthers() throws Exception {
    Lists lists =
        new Lists(
            number -> {
              throw new NoClassDefFoundError("something");
            });
    try (ModelRefresh refresh = start(lists, NOW, HOUR)) {
      assertThat(refresh).isNotNull();
      awaitTries(lists, 3);
      assertThat(readiness.isReady()).isTrue();
    }
  }
}
