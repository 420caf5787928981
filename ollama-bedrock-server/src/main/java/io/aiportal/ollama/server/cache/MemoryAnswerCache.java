package io.aiportal.ollama.server.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.aiportal.ollama.chat.AnswerCache;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Remembers answers in the memory of this process. */
public final class MemoryAnswerCache implements AnswerCache {

  private final Cache<String, KeptAnswer> answers;

  /**
   * A cache without anything.
   *
   * @param bytes memory at most
   * @param time how long an answer is kept
   * @param ticker tells the time
   */
  MemoryAnswerCache(long bytes, Duration time, Ticker ticker) {
    this.answers = MemoryCache.of(bytes, KeptAnswer::bytes, time, ticker);
  }

  /** The one that the settings ask for; one that keeps nothing where they ask for none. */
  public static AnswerCache of(Settings settings) {
    long bytes = CacheMemory.of(settings).answers();
    return bytes == 0
        ? AnswerCache.NOOP
        : new MemoryAnswerCache(bytes, settings.get(Key.CACHE_TIME), Ticker.systemTicker());
  }

  @Override
  public CompletableFuture<@Nullable KeptAnswer> find(String key) {
    return CompletableFuture.completedFuture(answers.getIfPresent(key));
  }

  @Override
  public void keep(String key, KeptAnswer answer) {
    answers.put(key, answer);
  }
}
