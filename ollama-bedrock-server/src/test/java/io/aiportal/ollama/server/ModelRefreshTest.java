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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What is logged while something runs. */
  private static List<String> logged(Executable task) throws Throwable {
    List<String> messages = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            messages.add(entry.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(ModelRefresh.class.getName());
    logger.addHandler(handler);
    try {
      task.execute();
    } finally {
      logger.removeHandler(handler);
    }
    return messages;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listThatIsCutOff_isNewsOnlyAsLongAsSomebodyWantsIt(boolean closed) throws Throwable {
    CompletableFuture<List<FoundationModel>> list = new CompletableFuture<>();
    Lists lists = new Lists(number -> list);
    List<String> messages =
        logged(
            () -> {
              ModelRefresh refresh = start(lists, HOUR, HOUR);
              awaitTries(lists, 1);
              Thread thread =
                  Thread.getAllStackTraces().keySet().stream()
                      .filter(one -> one.getName().equals("model-refresh"))
                      .findAny()
                      .orElseThrow();
              if (closed) {
                refresh.close();
              }
              list.completeExceptionally(new BedrockException(Kind.CORRUPT, "cut off", null));
              if (!closed) {
                awaitReady();
                refresh.close();
              }
              thread.join(20_000);
            });
    assertThat(messages).hasSize(closed ? 0 : 1);
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
