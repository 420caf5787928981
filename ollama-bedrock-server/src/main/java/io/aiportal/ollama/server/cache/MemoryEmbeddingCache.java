package io.aiportal.ollama.server.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.aiportal.ollama.embed.EmbeddingCache;
import io.aiportal.ollama.embed.KeptVector;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Remembers vectors in the memory of this process. */
public final class MemoryEmbeddingCache implements EmbeddingCache {

  private final Cache<String, KeptVector> vectors;

  /**
   * A cache without anything.
   *
   * @param bytes memory at most
   * @param time how long a vector is kept
   * @param ticker tells the time
   */
  MemoryEmbeddingCache(long bytes, Duration time, Ticker ticker) {
    this.vectors =
        MemoryCache.of(bytes, kept -> (long) Float.BYTES * kept.vector().length, time, ticker);
  }

  /** The one that the settings ask for; one that keeps nothing where they ask for none. */
  public static EmbeddingCache of(Settings settings) {
    long bytes = CacheMemory.of(settings).embeddings();
    return bytes == 0
        ? EmbeddingCache.NOOP
        : new MemoryEmbeddingCache(bytes, settings.get(Key.CACHE_TIME), Ticker.systemTicker());
  }

  @Override
  public CompletableFuture<Map<String, KeptVector>> find(Collection<String> keys) {
    return CompletableFuture.completedFuture(vectors.getAllPresent(keys));
  }

  @Override
  public void keep(Map<String, KeptVector> more) {
    vectors.putAll(more);
  }
}
