package io.aiportal.ollama.server.cache;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;

/**
 * How much memory caches take up: what the settings give them, and no more than the heap has for
 * them, as they are filled by whoever calls.
 *
 * @param answers bytes at most for answers; 0 for no cache
 * @param embeddings bytes at most for vectors; 0 for no cache
 */
public record CacheMemory(long answers, long embeddings) {

  /** What the gateway takes of a heap while it has nothing to do. */
  public static final long BASE_BYTES = 24 << 20;

  /** Of the rest a cache gets one of so many parts at most. */
  private static final int PARTS = 4;

  /**
   * What these settings give to caches of a heap.
   *
   * @param heapBytes how large the heap may become
   */
  public static CacheMemory of(Settings settings, long heapBytes) {
    long most = Math.max(1 << 20, (heapBytes - BASE_BYTES) / PARTS);
    return new CacheMemory(
        Math.min(settings.get(Key.ANSWER_CACHE), most),
        Math.min(settings.get(Key.EMBEDDING_CACHE), most));
  }

  static CacheMemory of(Settings settings) {
    return of(settings, Runtime.getRuntime().maxMemory());
  }

  /** Bytes at most for all of them. */
  public long bytes() {
    return answers + embeddings;
  }
}
