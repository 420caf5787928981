package io.aiportal.ollama.embed;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers vectors of texts, which nobody changes. Calls come on the threads that bring answers,
 * and must not block them.
 */
public interface EmbeddingCache {

  /** Remembers nothing. */
  EmbeddingCache NOOP =
      new EmbeddingCache() {
        @Override
        public CompletableFuture<Map<String, KeptVector>> find(Collection<String> keys) {
          return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void keep(Map<String, KeptVector> vectors) {}
      };

  /**
   * What is kept under some of these keys; a call waits for it, and asks the model for all where
   * this fails.
   */
  CompletableFuture<Map<String, KeptVector>> find(Collection<String> keys);

  /** Keeps vectors under their keys. */
  void keep(Map<String, KeptVector> vectors);
}
