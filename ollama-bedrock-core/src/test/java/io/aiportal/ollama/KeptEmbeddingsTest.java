package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerReuse;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.EmbeddingCache;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.embed.InvokedRuntime;
import io.aiportal.ollama.embed.KeptVector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Vectors that were made before are not made again. */
class KeptEmbeddingsTest {

  private static final CallContext SHARED =
      CallContext.NONE.withReuse(new AnswerReuse("a", false, false));

  private final InvokedRuntime bedrock = new InvokedRuntime();
  private final Map<String, KeptVector> kept = new HashMap<>();
  private final OllamaBedrock ollama = over(new MapCache(kept));

  private record MapCache(Map<String, KeptVector> kept) implements EmbeddingCache {

    @Override
    public CompletableFuture<Map<String, KeptVector>> find(Collection<String> keys) {
      Map<String, KeptVector> found = new HashMap<>(kept);
      found.keySet().retainAll(keys);
      return CompletableFuture.completedFuture(found);
    }

    @Override
    public void keep(Map<String, KeptVector> vectors) {
      kept.putAll(vectors);
    }
  }

  private OllamaBedrock over(EmbeddingCache cache) {
    return OllamaBedrock.builder(bedrock).embeddingCache(cache).build();
  }

  private static EmbedCall call(String... texts) {
    return new EmbedCall("titan-embed-text-v2", List.of(texts), null, true, false);
  }

  private static float[] flat(Embeddings embeddings) {
    float[] all = new float[embeddings.vectors().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = embeddings.vectors().get(i)[0];
    }
    return all;
  }

  @Test
  void textsThatAreKnown_areNotAskedFor() {
    CompletableFuture<Embeddings> first = ollama.embed(call("a", "b"), SHARED);
    bedrock.answer(0, 3, 1);
    bedrock.answer(1, 4, 2);
    assertThat(first.join().inputTokens()).isEqualTo(7);
    assertThat(first.join().isKept()).isFalse();
    CompletableFuture<Embeddings> second = ollama.embed(call("b", "c", "a", "c"), SHARED);
    assertThat(bedrock.calls).hasSize(3);
    bedrock.answer(2, 5, 3);
    assertThat(flat(second.join())).containsExactly(2, 3, 1, 3);
    assertThat(second.join().inputTokens()).isEqualTo(5 + 3 + 3);
    assertThat(second.join().askedTokens()).isEqualTo(5);
    assertThat(second.join().isKept()).isFalse();
    Embeddings third = ollama.embed(call("c", "a"), SHARED).join();
    assertThat(flat(third)).containsExactly(3, 1);
    assertThat(third.inputTokens()).isEqualTo(5 + 3);
    assertThat(third.askedTokens()).isZero();
    assertThat(third.isKept()).isTrue();
    assertThat(bedrock.calls).hasSize(3);
  }

  @Test
  void tokensOfSeveralTexts_areSharedByTheirLength_andAreNeverNone() {
    ollama.embed(call("aaaaaaaa", "bb", ""), SHARED);
    bedrock.answer(0, 8, 1);
    bedrock.answer(1, 2, 2);
    bedrock.answer(2, 0, 3);
    assertThat(ollama.embed(call("aaaaaaaa"), SHARED).join().inputTokens()).isEqualTo(8);
    assertThat(ollama.embed(call("bb"), SHARED).join().inputTokens()).isEqualTo(2);
    assertThat(ollama.embed(call(""), SHARED).join().inputTokens()).isEqualTo(1);
  }

  @Test
  void whoDoesNotShare_asksTheModel() {
    List<CallContext> contexts =
        List.of(
            CallContext.NONE,
            SHARED,
            SHARED.withReuse(new AnswerReuse("b", false, false)),
            SHARED.withReuse(new AnswerReuse("a", false, true)));
    for (int i = 0; i < contexts.size(); i++) {
      ollama.embed(call("a"), contexts.get(i));
      assertThat(bedrock.calls).hasSize(i + 1);
      bedrock.answer(i, 1, i);
    }
    assertThat(flat(ollama.embed(call("a"), SHARED).join())).containsExactly(3);
    over(EmbeddingCache.NOOP).embed(call("a"), SHARED);
    assertThat(bedrock.calls).hasSize(5);
  }

  @Test
  void anotherForm_isAnotherVector() {
    EmbedCall call = call("a");
    List<EmbedCall> calls =
        List.of(
            call,
            new EmbedCall(call.model(), call.texts(), 256, true, false),
            new EmbedCall(call.model(), call.texts(), null, false, false),
            new EmbedCall(call.model(), call.texts(), null, true, true),
            new EmbedCall("titan-embed-text-v1", call.texts(), null, true, false),
            call("b"));
    for (int i = 0; i < calls.size(); i++) {
      ollama.embed(calls.get(i), SHARED);
      assertThat(bedrock.calls).hasSize(i + 1);
      bedrock.answer(i, 1, 1);
    }
    assertThat(kept).hasSize(calls.size());
  }

  @Test
  void whoWatches_isToldOfTheEnd_whoeverAnswers() {
    List<String> told = new ArrayList<>();
    CallContext watched =
        SHARED.withObservation(
            new CallObservation() {
              @Override
              public void onComplete(AnswerEnd end) {
                told.add(end.usage().inputTokens() + " tokens");
              }
            });
    ollama.embed(call("a"), watched);
    bedrock.answer(0, 3, 1);
    ollama.embed(call("a"), watched);
    assertThat(told).containsExactly("3 tokens", "0 tokens");
  }

  @Test
  void failure_isThatOfTheCall_andNothingIsKept() {
    CompletableFuture<Embeddings> failed = ollama.embed(call("a"), SHARED);
    bedrock.fail(0, new BedrockException(BedrockException.Kind.ACCESS_DENIED, "no", null));
    assertThat(failed)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(CallException.class);
    assertThat(kept).isEmpty();
    CompletableFuture<Embeddings> left = ollama.embed(call("a"), SHARED);
    left.cancel(true);
    assertThat(bedrock.calls.get(1).answer()).isCancelled();
  }

  @Test
  void nothingToEmbed_isNoQuestion() {
    assertThat(ollama.embed(call(), SHARED).join().vectors()).isEmpty();
    assertThat(kept).isEmpty();
  }

  @Test
  void cacheThatFails_isNoCache() {
    for (boolean thrown : new boolean[] {true, false}) {
      bedrock.calls.clear();
      CompletableFuture<Embeddings> made =
          over(new EmbeddingCache() {
                @Override
                public CompletableFuture<Map<String, KeptVector>> find(Collection<String> keys) {
                  if (thrown) {
                    throw new IllegalStateException("down");
                  }
                  return CompletableFuture.failedFuture(new IllegalStateException("down"));
                }

                @Override
                public void keep(Map<String, KeptVector> vectors) {
                  throw new IllegalStateException("down");
                }
              })
              .embed(call("a"), SHARED);
      bedrock.answer(0, 1, 9);
      assertThat(flat(made.join())).containsExactly(9);
    }
  }
}
