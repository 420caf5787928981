package io.aiportal.ollama.chat;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Remembers complete answers. Calls come on the threads that bring answers, and must not block
 * them.
 */
public interface AnswerCache {

  /** Remembers nothing. */
  AnswerCache NOOP =
      new AnswerCache() {
        @Override
        public CompletableFuture<@Nullable KeptAnswer> find(String key) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public void keep(String key, KeptAnswer answer) {}
      };

  /**
   * What is kept under a key, null for nothing; a call waits for it, and goes on without where this
   * fails.
   */
  CompletableFuture<@Nullable KeptAnswer> find(String key);

  /** Keeps an answer under a key, in place of what was there. */
  void keep(String key, KeptAnswer answer);
}
