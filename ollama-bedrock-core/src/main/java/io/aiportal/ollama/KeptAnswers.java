package io.aiportal.ollama;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.chat.AnswerCache;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerReuse;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.facts.AnswerKey;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.model.Model;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls with the answers to earlier ones that asked exactly the same, where both the caller
 * and the operator want that. Of several such calls that want a whole answer at the same time one
 * is made, and the others wait for it.
 */
final class KeptAnswers {

  private final AnswerCache cache;
  private final Attempts attempts;
  private final ConcurrentMap<String, CompletableFuture<@Nullable KeptAnswer>> asked =
      new ConcurrentHashMap<>();

  /**
   * Answers with what a cache remembers.
   *
   * @param attempts tells how long a call may wait
   */
  KeptAnswers(AnswerCache cache, Attempts attempts) {
    this.cache = cache;
    this.attempts = attempts;
  }

  /** Asks a model. */
  @FunctionalInterface
  interface Question {

    /**
     * Makes the call.
     *
     * @param context what goes along with it, with the time that is left
     * @param sink takes the answer
     * @param listener follows it
     * @param observation watches it
     */
    void ask(
        CallContext context, AnswerSink sink, AnswerListener listener, CallObservation observation);
  }

  /**
   * Answers a call, or has the model asked.
   *
   * @param question asks the model that is meant; never more than once
   */
  void start(
      ChatCall call,
      Model model,
      Mode mode,
      CallContext context,
      CallObservation observation,
      AnswerSink sink,
      AnswerListener listener,
      Question question) {
    AnswerReuse reuse = context.reuse();
    if (reuse == null || cache.equals(AnswerCache.NOOP) || !reuse.covers(call.sampling())) {
      question.ask(context, sink, listener, observation);
      return;
    }
    String key = AnswerKey.of(reuse.scope(), call, model, context);
    new KeptCall(
            this,
            attempts,
            key,
            model.baseModelId(),
            mode,
            context.withTimeLimit(attempts.limit(context)),
            observation,
            sink,
            listener,
            question)
        .start(reuse.fresh());
  }

  /** What is kept; nothing, where nobody can tell. */
  CompletableFuture<@Nullable KeptAnswer> find(String key) {
    try {
      return cache.find(key).exceptionally(failure -> null);
    } catch (RuntimeException e) { // a cache has no say in a call
      return CompletableFuture.completedFuture(null);
    }
  }

  void keep(String key, KeptAnswer answer) {
    try {
      cache.keep(key, answer);
    } catch (Throwable thrown) { // a cache has no say in a call
      Throwables.throwIfFatal(thrown);
    }
  }

  /**
   * The answer that another call waits for at this moment.
   *
   * @param own what others are to wait for from now on, if nobody asks yet
   * @return null if nobody asks yet
   */
  @Nullable CompletableFuture<@Nullable KeptAnswer> askedBefore(
      String key, CompletableFuture<@Nullable KeptAnswer> own) {
    return asked.putIfAbsent(key, own);
  }

  /** Nobody asks any more. */
  void answered(String key, CompletableFuture<@Nullable KeptAnswer> own) {
    asked.remove(key, own);
  }
}
