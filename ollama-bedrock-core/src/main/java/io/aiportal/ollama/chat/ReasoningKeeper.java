package io.aiportal.ollama.chat;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps what models thought before they called tools, for callers that give only the calls back.
 *
 * <p>Keys are opaque, and each belongs to one caller and one model. What is lost costs a thought
 * and no answer, so a keeper may forget whatever it likes. It may be called from many threads, and
 * must not block them.
 */
public interface ReasoningKeeper {

  /** Keeps nothing. */
  ReasoningKeeper NOOP =
      new ReasoningKeeper() {
        @Override
        public CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
          return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void keep(Collection<String> keys, KeptReasoning reasoning) {}
      };

  /**
   * What is kept under some of these keys; calls wait for it, so one that asks elsewhere should
   * give up soon.
   */
  CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys);

  /** Keeps something under each of these keys, in place of what was there. */
  void keep(Collection<String> keys, KeptReasoning reasoning);
}
