package io.aiportal.ollama;

import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.internal.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call for embeddings that is ready to be made, once.
 *
 * <p>{@link #execute} waits for the answer and {@link #executeAsync} promises it. Whatever fails is
 * a {@link CallException}. A call that was cancelled, or whose future was completed by somebody
 * else, ends at Bedrock too.
 *
 * @param <T> the answer
 */
public final class EmbeddingCall<T> {

  /** Makes the call. */
  interface Start {
    CompletableFuture<Embeddings> start(CallContext context);
  }

  private final Start start;
  private final CallContext context;
  private final Supplier<Function<Embeddings, T>> answer;
  private final AtomicBoolean made = new AtomicBoolean();
  private volatile @Nullable CompletableFuture<T> running;
  private volatile boolean cancelled;

  /**
   * A call.
   *
   * @param start makes it
   * @param context what goes along with it
   * @param answer gives, when the call is made, what makes its answer
   */
  EmbeddingCall(Start start, CallContext context, Supplier<Function<Embeddings, T>> answer) {
    this.start = start;
    this.context = context;
    this.answer = answer;
  }

  /** A call that asks the same, with something that goes along with it. */
  public EmbeddingCall<T> with(CallContext context) {
    return new EmbeddingCall<>(start, context, answer);
  }

  /**
   * Waits for the answer.
   *
   * @throws CallException if the call fails, or the thread is interrupted
   */
  public T execute() {
    return Waiting.forAnswer(this::executeAsync);
  }

  /**
   * Promises the answer. Whatever else ends the future, be it {@code cancel}, {@code orTimeout} or
   * {@code complete}, ends the call at Bedrock too.
   */
  public CompletableFuture<T> executeAsync() {
    if (!made.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(
          new CallException(
              CallException.Kind.INVALID_REQUEST,
              "this call was made already; ask for a new one",
              null));
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    running = result;
    if (cancelled) {
      result.completeExceptionally(cancellation());
      return result;
    }
    Function<Embeddings, T> making = answer.get();
    CompletableFuture<Embeddings> call = start.start(context);
    call.whenComplete(
        (embeddings, failure) -> {
          running = null; // a call that is kept keeps no answer
          end(result, making, embeddings, failure);
        });
    return Futures.cancelling(result, call);
  }

  private static <T> void end(
      CompletableFuture<T> result,
      Function<Embeddings, T> answer,
      @Nullable Embeddings embeddings,
      @Nullable Throwable failure) {
    if (embeddings != null) {
      result.complete(answer.apply(embeddings));
    } else if (failure != null) {
      result.completeExceptionally(failure);
    }
  }

  /** Ends the call, at Bedrock too; a call that was not made yet is not made at all. */
  public void cancel() {
    cancelled = true;
    CompletableFuture<T> result = running;
    if (result != null) {
      result.completeExceptionally(cancellation());
    }
  }

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  private static CallException cancellation() {
    return new CallException(CallException.Kind.CANCELLED, "the call was cancelled", null);
  }
}
