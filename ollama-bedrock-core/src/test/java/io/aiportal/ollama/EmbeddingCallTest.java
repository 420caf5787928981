package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.ollama.EmbedRequest;
import io.aiportal.ollama.api.ollama.EmbedResponse;
import io.aiportal.ollama.api.ollama.EmbeddingRequest;
import io.aiportal.ollama.api.ollama.EmbeddingResponse;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.CallObserver;
import io.aiportal.ollama.embed.InvokedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EmbeddingCallTest {

  private static final EmbedRequest HELLO = EmbedRequest.of("titan-embed-text-v2", "Hello");

  private final InvokedRuntime bedrock = new InvokedRuntime();
  private final OllamaBedrock ollama = OllamaBedrock.builder(bedrock).build();

  @Test
  void embed_givesNormalizedVectors() {
    CompletableFuture<EmbedResponse> answer = ollama.embed(HELLO).executeAsync();
    bedrock.answerBody(0, 3, "{\"embedding\":[3,4]}");
    assertThat(answer.join().embeddings()).containsExactly(new float[] {0.6f, 0.8f});
    assertThat(answer.join().promptEvalCount()).isEqualTo(3);
    assertThat(answer.join().model()).isEqualTo("titan-embed-text-v2");
  }

  @Test
  void embeddings_givesTheVectorAsItIs() {
    EmbeddingCall<?> call = ollama.embeddings(EmbeddingRequest.of("titan-embed-text-v1", "Hello"));
    CompletableFuture<?> answer = call.executeAsync();
    bedrock.answerBody(0, 3, "{\"embedding\":[3,4]}");
    assertThat(answer.join())
        .usingRecursiveComparison()
        .isEqualTo(new EmbeddingResponse(new double[] {3, 4}));
  }

  @Test
  void nothingToEmbed_onlyAsksForTheModel() {
    assertThat(ollama.embed(EmbedRequest.of("titan-embed-text-v2")).execute())
        .isEqualTo(new EmbedResponse("titan-embed-text-v2", List.of(), 0, 0, 0));
    assertThat(
            ollama.embeddings(EmbeddingRequest.of("titan-embed-text-v2", "")).execute().embedding())
        .isEmpty();
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void refusal_isACallException() {
    assertThatThrownBy(() -> ollama.embed(EmbedRequest.of("nope", "a")).execute())
        .isInstanceOf(CallException.class)
        .hasMessage("model \"nope\" not found, try pulling it first");
    assertThatThrownBy(() -> ollama.embeddings(EmbeddingRequest.of("", "a")).execute())
        .isInstanceOf(CallException.class)
        .hasMessage("model is required");
    CompletableFuture<EmbedResponse> answer = ollama.embed(HELLO).executeAsync();
    bedrock.fail(0, new BedrockException(BedrockException.Kind.ACCESS_DENIED, "no", null));
    assertThat(answer)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(CallException.class);
  }

  @Test
  void future_thatSomebodyEnds_endsTheCall() {
    ollama.embed(HELLO).executeAsync().cancel(true);
    assertThat(bedrock.calls.get(0).answer()).isCancelled();
    ollama.embed(HELLO).executeAsync().orTimeout(1, TimeUnit.MILLISECONDS);
    assertThat(bedrock.calls.get(1).answer()).failsWithin(Duration.ofSeconds(10));
    assertThat(bedrock.calls.get(1).answer()).isCancelled();
  }

  @Test
  void call_isMadeOnce() {
    EmbeddingCall<EmbedResponse> call = ollama.embed(HELLO);
    call.executeAsync();
    assertThatThrownBy(call::execute).hasMessage("this call was made already; ask for a new one");
    assertThat(bedrock.calls).hasSize(1);
  }

  @Test
  void cancelledCall_endsAtBedrock_andTellsWhoWaits() {
    EmbeddingCall<EmbedResponse> call = ollama.embed(HELLO);
    CompletableFuture<EmbedResponse> answer = call.executeAsync();
    assertThat(call.isCancelled()).isFalse();
    call.cancel();
    assertThat(call.isCancelled()).isTrue();
    assertThat(bedrock.calls.get(0).answer()).isCancelled();
    assertThatThrownBy(answer::join).hasRootCauseMessage("the call was cancelled");
  }

  @Test
  void callThatIsCancelledBefore_isNotMade() {
    EmbeddingCall<EmbedResponse> call = ollama.embed(HELLO);
    call.cancel();
    assertThatThrownBy(call::execute)
        .isInstanceOfSatisfying(
            CallException.class,
            failure -> assertThat(failure.kind()).isEqualTo(CallException.Kind.CANCELLED));
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void context_goesAlong_andObserversHear() {
    List<String> observed = new ArrayList<>();
    OllamaBedrock watched =
        OllamaBedrock.builder(bedrock)
            .observer(
                (model, context) -> {
                  observed.add(model + " " + context.caller());
                  return new CallObservation() {
                    @Override
                    public void onFailure(CallException failure) {
                      observed.add(failure.getMessage());
                      throw new IllegalStateException("an observer has no say");
                    }
                  };
                })
            .build();
    assertThatThrownBy(
            () -> watched.embed(EmbedRequest.of("x", "a")).with(CallContext.of("me")).execute())
        .isInstanceOf(CallException.class);
    assertThat(observed).containsExactly("x me", "model \"x\" not found, try pulling it first");
  }

  @Test
  void observer_hearsEverything_whateverItThrows() {
    List<String> observed = new ArrayList<>();
    CallObservation throwing =
        new CallObservation() {
          private void heard(String news) {
            observed.add(news);
            throw new IllegalStateException("an observer has no say");
          }

          @Override
          public void onAttempt(
              String target, String modelId, String baseModelId, List<String> warnings) {
            heard("attempt " + target + " " + modelId + " of " + baseModelId + " " + warnings);
          }

          @Override
          public void onRetry(String target, BedrockException failure, Duration delay) {
            heard("retry " + target + " " + failure.kind());
          }

          @Override
          public void onComplete(AnswerEnd end) {
            heard("complete " + end.usage().inputTokens());
          }

          @Override
          public void onCancel() {
            heard("cancel");
          }
        };
    OllamaBedrock watched =
        OllamaBedrock.builder(bedrock).observer((model, context) -> throwing).build();
    CompletableFuture<EmbedResponse> answer = watched.embed(HELLO).executeAsync();
    bedrock.fail(0, new BedrockException(BedrockException.Kind.VALIDATION, "too long", null));
    bedrock.answer(1, 7, 1);
    assertThat(answer).isCompleted();
    watched.embed(HELLO).executeAsync().cancel(true);
    String titan = "amazon.titan-embed-text-v2:0";
    String attempt = "attempt us-east-1 " + titan + " of " + titan + " []";
    assertThat(observed)
        .containsExactly(
            attempt, "retry us-east-1 VALIDATION", attempt, "complete 7", attempt, "cancel");
  }

  @Test
  void callsOwnObservation_hearsItsCallAlone_besidesTheObserverOfAll() {
    List<String> all = new ArrayList<>();
    List<String> own = new ArrayList<>();
    OllamaBedrock watched =
        OllamaBedrock.builder(bedrock)
            .observer((model, context) -> notingEnds(all, "ends"))
            .build();
    CallContext context =
        CallContext.NONE.withObservation(
            notingEnds(own, "a failure in its own observation is nobody's"));
    watched.embed(HELLO).with(context).executeAsync();
    watched.embed(HELLO).executeAsync();
    bedrock.answer(0, 7, 1);
    bedrock.answer(1, 8, 1);
    assertThat(own).containsExactly("7");
    assertThat(all).containsExactly("7", "8");
  }

  @Test
  void callsOwnObservation_hearsOfInvalidAnswers() {
    List<String> heard = new ArrayList<>();
    CallObservation noting =
        new CallObservation() {
          @Override
          public void onInvalidAnswer(String target) {
            heard.add(target);
          }
        };
    new GuardedObserver(CallObserver.NOOP)
        .onStart("x", CallContext.NONE.withObservation(noting))
        .onInvalidAnswer("eu-west-2");
    assertThat(heard).containsExactly("eu-west-2");
  }

  private static CallObservation notingEnds(List<String> heard, String trouble) {
    return new CallObservation() {
      @Override
      public void onComplete(AnswerEnd end) {
        heard.add(String.valueOf(end.usage().inputTokens()));
        throw new IllegalStateException(trouble);
      }
    };
  }

  @Test
  void fatalErrors_arePassedOn() {
    OllamaBedrock starting =
        OllamaBedrock.builder(bedrock)
            .observer(
                (model, context) -> {
                  throw new OutOfMemoryError("a test");
                })
            .build();
    assertThatThrownBy(() -> starting.embed(HELLO).executeAsync())
        .isInstanceOf(OutOfMemoryError.class);
    CallObservation ending =
        new CallObservation() {
          @Override
          public void onFailure(CallException failure) {
            throw new OutOfMemoryError("a test");
          }
        };
    OllamaBedrock failing =
        OllamaBedrock.builder(bedrock).observer((model, context) -> ending).build();
    assertThatThrownBy(() -> failing.embed(EmbedRequest.of("nope", "a")).executeAsync())
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void observerThatThrows_isNotAsked() {
    OllamaBedrock watched =
        OllamaBedrock.builder(bedrock)
            .observer(
                (model, context) -> {
                  throw new IllegalStateException("broken");
                })
            .build();
    CompletableFuture<EmbedResponse> answer = watched.embed(HELLO).executeAsync();
    bedrock.answer(0, 1, 2);
    assertThat(answer.join().embeddings()).containsExactly(new float[] {1});
  }

  @Test
  void interruptedThread_asksNothing() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ollama.embed(HELLO).execute())
        .hasMessage("the thread that asks was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(bedrock.calls).isEmpty();
  }

  @Test
  void requestsAtOnce_areEightUnlessSomebodySaysOtherwise() {
    EmbedRequest nine = EmbedRequest.of("titan-embed-text-v2", "abcdefghi".split(""));
    ollama.embed(nine).executeAsync();
    assertThat(bedrock.calls).hasSize(8);
    OllamaBedrock.builder(bedrock).parallelEmbeddings(1).build().embed(nine).executeAsync();
    assertThat(bedrock.calls).hasSize(9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OllamaBedrock.builder(bedrock).parallelEmbeddings(0).build());
  }
}
