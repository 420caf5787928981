package io.aiportal.ollama.server.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** Caches in the memory of this process, which hold so many bytes and no more. */
final class MemoryCache {

  /** What an entry takes besides its key and its value. */
  private static final int BYTES_AROUND = 150;

  private MemoryCache() {}

  /**
   * A cache without anything.
   *
   * @param bytes memory at most
   * @param valueBytes the memory that a value takes
   * @param time how long a value is kept
   * @param ticker tells the time
   */
  static <V> Cache<String, V> of(
      long bytes, ToLongFunction<V> valueBytes, Duration time, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumWeight(bytes)
        .weigher((String key, V value) -> weight(key, valueBytes.applyAsLong(value)))
        .expireAfterWrite(time)
        .executor(Runnable::run)
        .ticker(ticker)
        .build();
  }

  private static int weight(String key, long valueBytes) {
    return (int) Math.min(Integer.MAX_VALUE, BYTES_AROUND + 2L * key.length() + valueBytes);
  }
}
