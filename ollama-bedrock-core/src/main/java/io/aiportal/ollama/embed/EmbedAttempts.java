package io.aiportal.ollama.embed;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one request, one after the other.
 *
 * <p>Each ends once, by its answer, its failure or its time limit, and begins the next one. While
 * one waits for its time the request keeps its place among those under way: where Bedrock
 * throttles, fewer are made.
 */
final class EmbedAttempts {

  /** A text that is refused so often for its length has another fault. */
  private static final int MOST_CUTS = 5;

  private final EmbedExchange exchange;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private volatile EmbedBatch batch;
  private volatile @Nullable CompletableFuture<InvokeModelResponse> call;
  private volatile Cancellation waiting = Cancellation.NONE;
  private volatile boolean cancelled;

  // One attempt after the other.
  private int made;
  private int cuts;

  EmbedAttempts(EmbedExchange exchange, EmbedBatch batch) {
    this.exchange = exchange;
    this.batch = batch;
  }

  /** Done when no attempt follows, however the last one ended. */
  CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** Makes an attempt; whatever is thrown on the way ends the call. */
  void send() {
    made++;
    try {
      CompletableFuture<InvokeModelResponse> answer = invoke();
      call = answer;
      Cancellation limit =
          attempts()
              .later(
                  () -> answer.completeExceptionally(tooLate()),
                  attempts().timeLimits().firstEvent());
      answer.whenComplete(
          (response, failure) -> {
            limit.cancel();
            ended(response, failure);
          });
      if (cancelled) {
        answer.cancel(true);
      }
    } catch (Throwable thrown) {
      broke(thrown);
    }
  }

  private CompletableFuture<InvokeModelResponse> invoke() {
    BedrockRuntime runtime = exchange.embedder().runtime();
    exchange.observation().onAttempt(runtime.region(), exchange.plan().modelId(), List.of());
    return runtime.invokeModel(exchange.plan().request(batch), exchange.options());
  }

  /** Ends the attempt, at Bedrock too; none follows. */
  void cancel() {
    cancelled = true;
    waiting.cancel();
    CompletableFuture<InvokeModelResponse> running = call;
    if (running != null) {
      running.cancel(true);
    }
    done.complete(null);
  }

  private void ended(@Nullable InvokeModelResponse response, @Nullable Throwable failure) {
    if (cancelled) {
      return;
    }
    try {
      follow(response, failure);
    } catch (Throwable thrown) {
      broke(thrown);
    }
  }

  private void follow(@Nullable InvokeModelResponse response, @Nullable Throwable failure) {
    if (response != null) {
      exchange.answered(this, batch, EmbedAnswer.read(response, batch.texts().size()));
      done.complete(null);
    } else if (failure != null && Futures.unwrap(failure) instanceof BedrockException error) {
      failed(error);
    } else {
      throw new IllegalStateException("the answer is missing", failure);
    }
  }

  /** Cuts what is too long, waits and tries again, or ends the call. */
  private void failed(BedrockException error) {
    OptionalInt allowed = allowed(error);
    if (allowed.isPresent() && !exchange.plan().truncate()) {
      fail(TextLength.refusal());
    } else if (allowed.isPresent() && cuts < MOST_CUTS) {
      cuts++;
      made--;
      batch = batch.cut(allowed.getAsInt());
      again(error, Duration.ZERO);
    } else {
      Duration delay = attempts().retryPolicy().delay(error, made, attempts().random());
      if (delay == null || delay.compareTo(exchange.left()) >= 0) {
        fail(CallFailures.of(error, exchange.model()));
      } else {
        again(error, delay);
      }
    }
  }

  private OptionalInt allowed(BedrockException error) {
    String words = error.getMessage();
    return error.kind() == BedrockException.Kind.VALIDATION && words != null
        ? TextLength.allowed(words, batch.texts())
        : OptionalInt.empty();
  }

  private void again(BedrockException error, Duration delay) {
    call = null;
    exchange.observation().onRetry(exchange.embedder().runtime().region(), error, delay);
    if (delay.isZero()) {
      send();
      return;
    }
    waiting = attempts().later(this::send, delay);
    if (cancelled) {
      waiting.cancel();
    }
  }

  private void broke(Throwable thrown) {
    fail(CallFailures.ofAny(thrown, exchange.model()));
    Throwables.throwIfFatal(thrown);
  }

  private void fail(CallException failure) {
    exchange.fail(failure);
    done.complete(null);
  }

  private Attempts attempts() {
    return exchange.embedder().attempts();
  }

  private static BedrockException tooLate() {
    return new BedrockException(BedrockException.Kind.TIMEOUT, "no embeddings came in time", null);
  }
}
