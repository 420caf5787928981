package io.aiportal.ollama.embed;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.attempt.FailedAttempt;
import io.aiportal.ollama.attempt.LaterTargets;
import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.attempt.Target;
import io.aiportal.ollama.attempt.Targets;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final Targets targets;
  private volatile EmbedBatch batch;
  private volatile @Nullable CompletableFuture<InvokeModelResponse> call;
  private volatile Cancellation waiting = Cancellation.NONE;
  private volatile boolean cancelled;

  // One attempt after the other.
  private final List<FailedAttempt> failed = new ArrayList<>();
  private @Nullable Target target;
  private int cuts;

  EmbedAttempts(EmbedExchange exchange, EmbedBatch batch) {
    this.exchange = exchange;
    this.targets = new LaterTargets(exchange::targets);
    this.batch = batch;
  }

  /** Done when no attempt follows, however the last one ended. */
  CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** Makes an attempt; whatever is thrown on the way ends the call. */
  void send() {
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
    Target to = target == null ? first() : target;
    target = to;
    exchange.observation().onAttempt(to.name(), to.modelId(), to.baseModelId(), List.of());
    return to.runtime()
        .invokeModel(exchange.plan().request(to.modelId(), batch), exchange.options());
  }

  private Target first() {
    Target to = targets.next(List.of());
    if (to == null) {
      throw new CallException(CallException.Kind.UNAVAILABLE, "there is nowhere to ask", null);
    }
    return to;
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
      batch = batch.cut(allowed.getAsInt());
      again(error);
    } else {
      failedThere(Objects.requireNonNull(target, "what failed was sent somewhere"), error);
    }
  }

  /** Goes elsewhere, waits and tries again, or ends the call. */
  private void failedThere(Target there, BedrockException error) {
    failed.add(new FailedAttempt(there, error));
    Target next = targets.next(List.copyOf(failed));
    Duration delay = next == null ? null : targets.delayBefore(next, failed, attempts());
    if (next == null || delay == null || delay.compareTo(exchange.left()) >= 0) {
      fail(CallFailures.of(FailedAttempt.mostPassing(failed), exchange.model()));
    } else {
      exchange.observation().onRetry(there.name(), error, delay);
      target = next;
      sendAfter(delay);
    }
  }

  private OptionalInt allowed(BedrockException error) {
    String words = error.getMessage();
    return error.kind() == BedrockException.Kind.VALIDATION && words != null
        ? TextLength.allowed(words, batch.texts())
        : OptionalInt.empty();
  }

  private void again(BedrockException error) {
    Target there = Objects.requireNonNull(target, "what failed was sent somewhere");
    exchange.observation().onRetry(there.name(), error, Duration.ZERO);
    sendAfter(Duration.ZERO);
  }

  private void sendAfter(Duration delay) {
    call = null;
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
