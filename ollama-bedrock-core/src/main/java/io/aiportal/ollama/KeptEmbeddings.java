package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerReuse;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.EmbedModel;
import io.aiportal.ollama.embed.Embedder;
import io.aiportal.ollama.embed.EmbeddingCache;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.embed.KeptVector;
import io.aiportal.ollama.facts.EmbeddingKeys;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Asks models only for the vectors of texts that they have not been asked for before. */
final class KeptEmbeddings {

  private static final AnswerEnd NOBODY_ASKED =
      new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, false);

  private final EmbeddingCache cache;
  private final Embedder embedder;

  KeptEmbeddings(EmbeddingCache cache, Embedder embedder) {
    this.cache = cache;
    this.embedder = embedder;
  }

  /** Makes a call, as {@link Embedder#start}. */
  CompletableFuture<Embeddings> start(
      EmbedCall call, EmbedModel model, CallContext context, CallObservation observation) {
    AnswerReuse reuse = context.reuse();
    if (reuse == null || cache.equals(EmbeddingCache.NOOP) || call.texts().isEmpty()) {
      return embedder.start(call, model, context, observation);
    }
    List<String> keys = EmbeddingKeys.of(reuse.scope(), call, model);
    CompletableFuture<Map<String, KeptVector>> found =
        reuse.fresh() ? CompletableFuture.completedFuture(Map.of()) : find(keys);
    return Futures.with(
        embedder.attempts().after(found, context),
        left -> complete(call, model, keys, found.join(), left, observation));
  }

  private CompletableFuture<Map<String, KeptVector>> find(List<String> keys) {
    try {
      return cache.find(keys).exceptionally(failure -> Map.of());
    } catch (RuntimeException e) { // a cache has no say in a call
      return CompletableFuture.completedFuture(Map.of());
    }
  }

  private CompletableFuture<Embeddings> complete(
      EmbedCall call,
      EmbedModel model,
      List<String> keys,
      Map<String, KeptVector> kept,
      CallContext context,
      CallObservation observation) {
    Map<String, String> missing = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      if (!kept.containsKey(keys.get(i))) {
        missing.put(keys.get(i), call.texts().get(i));
      }
    }
    int known =
        keys.stream().mapToInt(key -> kept.containsKey(key) ? kept.get(key).tokens() : 0).sum();
    if (missing.isEmpty()) {
      observation.onComplete(NOBODY_ASKED);
      return CompletableFuture.completedFuture(
          new Embeddings(vectors(keys, kept), known, known, true));
    }
    EmbedCall rest = call.with(List.copyOf(missing.values()));
    CompletableFuture<Embeddings> asked = embedder.start(rest, model, context, observation);
    CompletableFuture<Embeddings> whole =
        asked.thenApply(
            made -> {
              Map<String, KeptVector> all = keep(missing, made);
              all.putAll(kept);
              return new Embeddings(vectors(keys, all), made.inputTokens() + known, known, false);
            });
    Futures.cancelling(whole, asked);
    return whole;
  }

  /** Keeps what was made for texts, by their keys, and gives it. */
  private Map<String, KeptVector> keep(Map<String, String> texts, Embeddings made) {
    long characters = Math.max(1, texts.values().stream().mapToLong(String::length).sum());
    Map<String, KeptVector> fresh = new HashMap<>();
    Iterator<float[]> vectors = made.vectors().iterator();
    texts.forEach(
        (key, text) -> {
          long share = made.inputTokens() * (long) text.length() / characters;
          fresh.put(key, new KeptVector(vectors.next(), (int) Math.max(1, share)));
        });
    try {
      cache.keep(Map.copyOf(fresh));
    } catch (Throwable thrown) { // a cache has no say in a call
      Throwables.throwIfFatal(thrown);
    }
    return fresh;
  }

  private static List<float[]> vectors(List<String> keys, Map<String, KeptVector> all) {
    List<float[]> vectors = new ArrayList<>(keys.size());
    keys.forEach(key -> vectors.add(Objects.requireNonNull(all.get(key)).vector()));
    return vectors;
  }
}
